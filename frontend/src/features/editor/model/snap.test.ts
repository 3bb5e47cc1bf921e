import { expect, test } from "vitest";

import type { Point } from "@/plan/plan";

import { EMPTY_DRAFT } from "./document";
import { addLine } from "./edits";
import { SNAP_ALL, snap, snapTargets, wallAt, type SnapSettings } from "./snap";

const LINES = [
  [
    [0, 0],
    [4, 0],
  ],
  [
    [2, -2],
    [2, 2],
  ],
] as const;
const draft = LINES.reduce((before, [start, end]) => addLine(before, start, end), EMPTY_DRAFT);
const targets = snapTargets(draft.walls);

function at(point: Point, from: Point | null = null, settings: Partial<SnapSettings> = {}) {
  return snap(point, { targets, settings: { ...SNAP_ALL, ...settings }, reach: 0.2, from, gridStep: 0.5 });
}

test("the end of a wall comes before everything else", () => {
  expect(at([3.9, 0.1])).toEqual({ point: [4, 0], kind: "end", guides: [] });
});

test("where walls cross", () => {
  expect(at([2.1, 0.1])).toEqual({ point: [2, 0], kind: "crossing", guides: [] });
});

test("on a wall", () => {
  expect(at([3.2, 0.1])).toEqual({ point: [3.2, 0], kind: "wall", guides: [] });
});

test("on a wall, straight below the start", () => {
  expect(at([3.3, 0.1], [3.25, 2])).toMatchObject({ point: [3.25, 0], kind: "wall" });
});

test("in line with an end, and where the lines of two ends meet", () => {
  expect(at([6.03, 1.97])).toMatchObject({ point: [6.03, 2], kind: "axis" });
  const both = at([4.05, 1.95]);
  expect(both).toMatchObject({ point: [4, 2], kind: "axis" });
  expect(both.guides).toHaveLength(2);
});

test("at a round angle from the start", () => {
  const { point, kind } = at([7.9, 6.02], [5, 3.1], { axes: false });
  expect(kind).toBe("angle");
  expect(point[0] - 5).toBeCloseTo(point[1] - 3.1);
});

test("on the grid, with tidy numbers", () => {
  const fine = snap([7.31, 7.19], { targets, settings: SNAP_ALL, reach: 0.04, from: null, gridStep: 0.1 });
  expect(fine).toEqual({ point: [7.3, 7.2], kind: "grid", guides: [] });
});

test("what is switched off is not snapped to", () => {
  const off = { ends: false, crossings: false, axes: false, angles: false, grid: false };
  expect(at([3.9, 0.1], null, off)).toEqual({ point: [3.9, 0.1], kind: "none", guides: [] });
  expect(at([3.9, 0.1], null, { ...off, grid: true })).toMatchObject({ point: [4, 0], kind: "grid" });
});

test("the wall under a point is the nearest one within reach", () => {
  expect(wallAt(targets, [3, 0.1], 0.2)).toBe(1);
  expect(wallAt(targets, [2.1, 1], 0.2)).toBe(2);
  expect(wallAt(targets, [3, 1], 0.2)).toBeNull();
});
