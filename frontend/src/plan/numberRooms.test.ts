import { expect, test } from "vitest";

import { numberRooms } from "./numberRooms";

const room = (id: string, x: number, y: number) => ({
  id,
  label_point: [x, y] as const,
  bounding_box: [x - 2, y - 2, x + 2, y + 2] as [number, number, number, number],
});
/** Two rows of two; y points up, so c and d are the upper ones, and d lies a little lower than c. */
const ROOMS = [room("a", 0, 0), room("b", 5, 0.5), room("c", 0, 5), room("d", 5, 4.5)];

test.each([
  ["rows", false, ["c", "d", "a", "b"]],
  ["rows", true, ["a", "b", "c", "d"]],
  ["nearest", false, ["c", "a", "b", "d"]],
] as const)("by %s, with y downwards %s", (order, down, expected) => {
  expect([...numberRooms([...ROOMS.slice(1), ...ROOMS.slice(0, 1)], "1", order, down).keys()]).toEqual(expected);
});

test.each([
  ["1.01", ["1.01", "1.02", "1.03", "1.04"]],
  ["A9", ["A9", "A10", "A11", "A12"]],
  ["Unit", ["Unit", "Unit 2", "Unit 3", "Unit 4"]],
  ["", ["", "2", "3", "4"]],
  [" 098 ", ["098", "099", "100", "101"]],
])("numbers go on from %s", (first, expected) => {
  expect([...numberRooms(ROOMS, first, "rows", false).values()]).toEqual(expected);
});

test("no room is no number", () => {
  expect(numberRooms([], "1", "nearest", false).size).toBe(0);
});
