import type { DetectionResult, Room } from "./result";

import { isInside } from "./geometry";
import { Grid } from "./grid";

/** What became of the rooms between two results of one plan. */
export interface RoomChanges {
  added: Room[];
  removed: Room[];
  /** The same room, smaller or larger. */
  resized: { before: Room; after: Room }[];
  unchanged: { before: Room; after: Room }[];
}

/** Areas that differ by less than this share are the same. */
const SAME_AREA = 1e-3;

/**
 * Rooms are numbered anew in each result, so they are known by their place: two are the same room if the label point of
 * one lies in the other. Where several claim to be, the one of the most similar area is.
 */
export function compareRooms(
  before: Pick<DetectionResult, "rooms">,
  after: Pick<DetectionResult, "rooms">,
): RoomChanges {
  const grid = new Grid(before.rooms.map((room) => room.bounding_box));
  const pairs = after.rooms.flatMap((room) =>
    grid.search(room.bounding_box).flatMap((index) => {
      const old = before.rooms[index];
      return old && overlap(old, room) ? [{ before: old, after: room }] : [];
    }),
  );
  pairs.sort((a, b) => similarity(b) - similarity(a));
  const [oldTaken, newTaken] = [new Set<Room>(), new Set<Room>()];
  const changes: RoomChanges = { added: [], removed: [], resized: [], unchanged: [] };
  for (const pair of pairs) {
    if (oldTaken.has(pair.before) || newTaken.has(pair.after)) continue;
    oldTaken.add(pair.before);
    newTaken.add(pair.after);
    (1 - similarity(pair) < SAME_AREA ? changes.unchanged : changes.resized).push(pair);
  }
  changes.added = after.rooms.filter((room) => !newTaken.has(room));
  changes.removed = before.rooms.filter((room) => !oldTaken.has(room));
  return changes;
}

function overlap(a: Room, b: Room): boolean {
  return isInside([a.polygon, ...a.holes], b.label_point) || isInside([b.polygon, ...b.holes], a.label_point);
}

function similarity(pair: { before: Room; after: Room }): number {
  const [a, b] = [pair.before.area, pair.after.area];
  return Math.min(a, b) / (Math.max(a, b) || 1);
}
