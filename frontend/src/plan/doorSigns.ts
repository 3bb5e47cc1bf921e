import type { Wall } from "./plan";

/** The id of a part of a wall with openings: its place, the opening before it, or which sign of a door it is. */
export const PART_ID = /^(.*)#(\d+)(?: after (door|window|opening) (start|end) (left|right)| (leaf|swing))?$/;

/** Whether a wall of a plan is the leaf or the swing of a door, which the editor drew. */
export function isDoorSign({ id }: Pick<Wall, "id">): boolean {
  return PART_ID.exec(id ?? "")?.[6] !== undefined;
}
