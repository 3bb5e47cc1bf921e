import type { Copied } from "./edits";

let walls: readonly Copied[] = [];

/** Keep walls for the next paste, into any drawing of this page. */
export function copyWalls(chosen: readonly Copied[]): void {
  walls = chosen;
}

/** The walls that were copied last; none at first. */
export function copiedWalls(): readonly Copied[] {
  return walls;
}
