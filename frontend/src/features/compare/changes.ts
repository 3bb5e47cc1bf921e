import { compareRooms } from "@/plan/compareRooms";
import { distance } from "@/plan/geometry";
import type { Room } from "@/plan/result";

import type { Placing } from "./placing";

export const KINDS = ["changed", "new", "gone", "same"] as const;
export type Kind = (typeof KINDS)[number];

/** What became of a room. */
export interface Change {
  id: string;
  kind: Kind;
  before: Room | null;
  after: Room | null;
  /** After less before, in the units of the first run; null where there is one of them only. */
  area: number | null;
  perimeter: number | null;
  /** How far its centre has moved, in those units; null where it has not, as far as can be told. */
  moved: number | null;
}

/** Lengths that differ by less than this share are the same. */
const SAME_LENGTH = 1e-3;
/** A centre that is off by less than this share of a room's width has not moved. */
const SAME_PLACE = 0.01;

/** The rooms of two runs: the same, changed in size, shape or place, new, or gone; in each kind the largest change first. */
export function changesOf({ before, after, scale }: Pick<Placing, "before" | "after" | "scale">): Change[] {
  const found = compareRooms(before, after);
  const pairs = [
    ...found.resized.map((pair) => ({ ...pair, resized: true })),
    ...found.unchanged.map((pair) => ({ ...pair, resized: false })),
  ];
  const both = pairs.map(({ before: old, after: now, resized }): Change => {
    const apart = distance(old.centroid, now.centroid) / scale;
    const moved = apart > SAME_PLACE * Math.sqrt(Math.max(old.area, now.area)) ? apart : null;
    const reshaped = Math.abs(now.perimeter - old.perimeter) > SAME_LENGTH * Math.max(old.perimeter, now.perimeter);
    return {
      id: `${old.id}>${now.id}`,
      kind: resized || reshaped || moved !== null ? "changed" : "same",
      before: old,
      after: now,
      area: now.area - old.area,
      perimeter: now.perimeter - old.perimeter,
      moved,
    };
  });
  const alone = { area: null, perimeter: null, moved: null };
  const added = found.added.map((room): Change => ({
    id: `>${room.id}`,
    kind: "new",
    before: null,
    after: room,
    ...alone,
  }));
  const removed = found.removed.map((room): Change => ({
    id: `${room.id}>`,
    kind: "gone",
    before: room,
    after: null,
    ...alone,
  }));
  return [...both, ...added, ...removed].sort(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || weight(b) - weight(a),
  );
}

function weight({ kind, area, before, after }: Change): number {
  return kind === "changed" ? Math.abs(area ?? 0) : ((after ?? before)?.area ?? 0);
}
