import { expect, test } from "vitest";

import type { Point } from "@/plan/plan";

import type { SheetRoom } from "./changes";
import { EMPTY_DRAFT, type Draft } from "./document";
import { addLine } from "./edits";
import { divideRoom, mergeRooms } from "./mergeRooms";
import { addOpening } from "./openings";

type Line = readonly [number, number, number, number];

const drawn = (lines: readonly Line[]): Draft =>
  lines.reduce((draft, [ax, ay, bx, by]) => addLine(draft, [ax, ay], [bx, by]), EMPTY_DRAFT);
const room = (name: string, ...ring: Point[]): SheetRoom => {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [width, height] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
  return { id: name, name, kind: "unchanged", rings: [ring], labelPoint: [0, 0], area: width * height, width, height };
};
const lines = (draft: Draft) => draft.walls.map(({ wall }) => ("start" in wall ? [...wall.start, ...wall.end] : []));
const say = (length: number) => `${String(Math.round(length * 1000) / 1000)} m`;

/** Two rooms over a third: one wall from top to middle, one from side to side. */
const LEFT = room("Kitchen", [0, 0], [4, 0], [4, 3], [0, 3]);
const RIGHT = room("Hall", [4, 0], [7, 0], [7, 3], [4, 3]);
const BELOW = room("Living", [0, 3], [4, 3], [7, 3], [7, 6], [0, 6]);
const ROOMS = [LEFT, RIGHT, BELOW];
const PLAN = drawn([
  [0, 0, 7, 0],
  [7, 0, 7, 6],
  [7, 6, 0, 6],
  [0, 6, 0, 0],
  [4, 0, 4, 3],
  [0, 3, 7, 3],
]);

test("the wall between two rooms goes, and what was removed is said", () => {
  const { draft, said } = mergeRooms(PLAN, ROOMS, 5, [4, 1], say);
  expect(said).toMatch(/^(Kitchen and Hall|Hall and Kitchen) merged: 3 m of wall removed\.$/);
  expect(lines(draft)).toEqual(lines(PLAN).filter((_, index) => index !== 4));
});

test("a wall that parts others, too, stays there, with its doors", () => {
  const doors = addOpening(addOpening(PLAN, 6, [2, 3], "door"), 6, [5.5, 3], "door");
  const { draft, said } = mergeRooms(doors, ROOMS, 6, [1, 3], say);
  expect(said).toContain("4 m of wall removed");
  expect(lines(draft).at(-1)).toEqual([4, 3, 7, 3]);
  expect(draft.openings).toHaveLength(1);
  expect(draft.openings[0]).toMatchObject({ wall: 6, at: 0.5 });
});

test("of a wall that is drawn as two lines, both go", () => {
  const double = drawn([
    [0, 0, 7, 0],
    [7, 0, 7, 3],
    [7, 3, 0, 3],
    [0, 3, 0, 0],
    [3.9, 0, 3.9, 3],
    [4.1, 0, 4.1, 3],
  ]);
  const { draft } = mergeRooms(double, [LEFT, RIGHT], 6, [4.1, 2], say);
  expect(lines(draft)).toHaveLength(4);
});

test.each([
  [1, [2, 0]],
  [null, [2, 2]],
] as const)("nothing goes where no wall parts two rooms: wall %s", (key, at) => {
  const { draft, said } = mergeRooms(PLAN, ROOMS, key, at, say);
  expect(draft).toBe(PLAN);
  expect(said).toContain("Press a wall between two rooms");
});

test("a line through a room becomes a wall from side to side of it", () => {
  const { draft, said } = divideRoom(PLAN, ROOMS, [5, 1], [6, 1], say);
  expect(lines(draft).at(-1)).toEqual([4, 1, 7, 1]);
  expect(said).toBe("Hall divided by a wall of 3 m.");
});

test("a room that comes back to a line is divided once, where the line was drawn", () => {
  const corner = room("Corner", [0, 0], [6, 0], [6, 6], [4, 6], [4, 2], [2, 2], [2, 6], [0, 6]);
  expect(lines(divideRoom(EMPTY_DRAFT, [corner], [0.5, 4], [1.5, 4], say).draft)).toEqual([[0, 4, 2, 4]]);
});

test.each([
  [
    [9, 9],
    [10, 9],
  ],
  [
    [2, 2],
    [2, 2],
  ],
] as const)("a line in no room divides nothing: %o to %o", (from, to) => {
  const { draft, said } = divideRoom(PLAN, ROOMS, from, to, say);
  expect(draft).toBe(PLAN);
  expect(said).toContain("Draw a line through a room");
});
