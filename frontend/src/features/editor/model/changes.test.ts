import { expect, test } from "vitest";

import { compareRooms } from "@/plan/compareRooms";
import { RESULT } from "@/testing/examples";

import { sheetRooms } from "./changes";

const [left, right] = RESULT.rooms;
if (!left || !right) throw new Error("The example has two rooms.");

test("a room that is no longer found is on the sheet as gone, where it was", () => {
  const rooms = sheetRooms(compareRooms(RESULT, { rooms: [left] }), "px", 1, true);
  expect(rooms.map(({ id, kind }) => [id, kind])).toEqual([
    ["room-1", "unchanged"],
    ["room-2", "removed"],
  ]);
  expect(rooms[1]?.rings).toEqual([right.polygon]);
});

test("with nothing to compare with, no room is new", () => {
  const rooms = sheetRooms(compareRooms({ rooms: [] }, RESULT), "px", 1, false);
  expect(rooms.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
});

test("where y points up, rooms are turned to the sheet", () => {
  const [room] = sheetRooms(compareRooms({ rooms: [] }, { rooms: [left] }), "m", 1, true);
  expect(room?.labelPoint).toEqual([left.label_point[0], -left.label_point[1]]);
});
