import { expect, test } from "vitest";

import type { DetectionResult, Room } from "./result";
import { RESULT } from "@/testing/examples";

import { compareRooms } from "./compareRooms";

function room(id: string, x: number, width: number): Room {
  return {
    id,
    polygon: [
      [x, 0],
      [x + width, 0],
      [x + width, 3],
      [x, 3],
    ],
    holes: [],
    area: width * 3,
    perimeter: 2 * (width + 3),
    centroid: [x + width / 2, 1.5],
    label_point: [x + width / 2, 1.5],
    bounding_box: [x, 0, x + width, 3],
    adjacent: [],
  };
}

const result = (...rooms: Room[]): DetectionResult => ({ ...RESULT, rooms, rooms_count: rooms.length });
const ids = (rooms: Room[]) => rooms.map(({ id }) => id);

test("the same rooms under other numbers are unchanged", () => {
  const changes = compareRooms(result(room("a", 0, 4), room("b", 4, 2)), result(room("b", 0, 4), room("a", 4, 2)));
  expect(changes.unchanged.map(({ before, after }) => before.id + after.id).sort()).toEqual(["ab", "ba"]);
  expect(changes).toMatchObject({ added: [], removed: [], resized: [] });
});

test("a wall through a room: the larger part is the room, the other is new", () => {
  const changes = compareRooms(result(room("a", 0, 6)), result(room("b", 0, 4), room("c", 4, 2)));
  expect(changes.resized.map(({ before, after }) => [before.id, after.id])).toEqual([["a", "b"]]);
  expect(ids(changes.added)).toEqual(["c"]);
});

test("a wall taken away: one room grows, the other is gone", () => {
  const changes = compareRooms(result(room("b", 0, 4), room("c", 4, 2)), result(room("a", 0, 6)));
  expect(changes.resized.map(({ before, after }) => [before.id, after.id])).toEqual([["b", "a"]]);
  expect(ids(changes.removed)).toEqual(["c"]);
});

test("rooms elsewhere are added and removed", () => {
  const changes = compareRooms(result(room("a", 0, 4)), result(room("b", 10, 4)));
  expect([ids(changes.added), ids(changes.removed)]).toEqual([["b"], ["a"]]);
});
