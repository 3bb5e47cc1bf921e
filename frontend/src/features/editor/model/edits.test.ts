import { expect, test } from "vitest";

import { writeMark } from "@/plan/marks";
import type { Plan, Wall } from "@/plan/plan";
import { PLAN } from "@/testing/examples";

import { draftOf, EMPTY_DRAFT, extentOf, planOf, wallLength } from "./document";
import * as edits from "./edits";

const line = edits.addLine(EMPTY_DRAFT, [0, 0], [4, 0]);
const corner = edits.addLine(line, [4, 0], [4, 3]);
const walls = (draft: typeof line) => draft.walls.map(({ wall }) => wall);
const ends = (draft: typeof line) =>
  walls(draft).map((wall) => (wall.type === "polyline" ? wall.points : [wall.start, wall.end]));

test("a plan goes in and comes out as it was, turned over in between", () => {
  const plan: Plan = { ...PLAN, walls: [...PLAN.walls, { ...arc(0.4), start: [0, 3] }] };
  const draft = draftOf(plan);
  expect(draft.walls[2]?.wall).toMatchObject({ start: [6, -3], end: [0, -3] });
  expect(draft.walls[5]?.wall).toMatchObject({ bulge: -0.4 });
  expect(planOf(draft)).toEqual(plan);
});

test("pixels are not turned over", () => {
  const plan: Plan = { ...PLAN, units: "px" };
  expect(draftOf(plan).walls[2]?.wall).toEqual(PLAN.walls[2]);
});

test("a wall without length is not drawn", () => {
  expect(edits.addLine(line, [1, 1], [1, 1])).toBe(line);
});

test("a wall that is moved takes the ends that are joined to it along, and far ends stay", () => {
  expect(ends(edits.dragWalls(corner, new Set([2]), 1, 1, 0))).toEqual([
    [
      [0, 0],
      [5, 1],
    ],
    [
      [5, 1],
      [5, 4],
    ],
  ]);
});

test("an end on the side of a moved wall follows it across, not along", () => {
  const joined = edits.addLine(line, [1, 0], [1, 3]);
  expect(ends(edits.dragWalls(joined, new Set([1]), 0.5, -1, 0.01))).toEqual([
    [
      [0.5, -1],
      [4.5, -1],
    ],
    [
      [1, -1],
      [1, 3],
    ],
  ]);
});

test("copies lie beside their walls and are walls of their own", () => {
  const { draft, keys } = edits.addCopies(line, edits.copyOf(line, new Set([1])), [1, 1]);
  expect(keys).toEqual([2]);
  expect(ends(draft)).toEqual([
    [
      [0, 0],
      [4, 0],
    ],
    [
      [1, 1],
      [5, 1],
    ],
  ]);
});

test("walls turn around their middle, four times to where they were, and mirror twice", () => {
  const all = new Set([1, 2]);
  const turn = (draft: typeof corner) => edits.rotateWalls(draft, all);
  expect(ends(turn(line))).toEqual([
    [
      [2, 2],
      [2, -2],
    ],
  ]);
  expect(ends(turn(turn(turn(turn(corner)))))).toEqual(ends(corner));
  expect(ends(edits.mirrorWalls(corner, all))).toEqual([
    [
      [4, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 3],
    ],
  ]);
  expect(ends(edits.mirrorWalls(edits.mirrorWalls(corner, all), all))).toEqual(ends(corner));
});

test("a thickness goes to the walls it was given, and grows with the plan", () => {
  const thick = edits.setThickness(corner, new Set([2]), 0.2);
  expect(walls(thick).map(({ thickness }) => thickness)).toEqual([null, 0.2]);
  expect(walls(edits.rescale(thick, 100, "cm"))[1]?.thickness).toBeCloseTo(20);
});

test("all lengths grow by one factor, thickness and labels too, and it can be told by how much", () => {
  const labels = [{ text: "Bath", point: [2, 1] as [number, number] }];
  const grown = edits.rescale({ ...line, labels, units: "px" }, 0.5, "m", [4, 0]);
  expect(ends(grown)).toEqual([
    [
      [2, 0],
      [4, 0],
    ],
  ]);
  expect(grown).toMatchObject({ units: "m", factor: 0.5, labels: [{ text: "Bath", point: [3, 0.5] }] });
});

test("a corner takes along all walls that end there", () => {
  expect(ends(edits.moveCorner(corner, [4, 0], [5, 1], 0))).toEqual([
    [
      [0, 0],
      [5, 1],
    ],
    [
      [5, 1],
      [4, 3],
    ],
  ]);
});

test("a corner that would leave a wall without length does not take it along", () => {
  expect(ends(edits.moveCorner(line, [4, 0], [0, 0], 0))).toEqual([
    [
      [0, 0],
      [4, 0],
    ],
  ]);
});

test("a wall is split where the point is nearest", () => {
  const split = edits.splitWall(corner, 1, [1, 2]);
  expect(ends(split)).toEqual([
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [4, 0],
    ],
    [
      [4, 0],
      [4, 3],
    ],
  ]);
  expect(split.walls.map(({ key }) => key)).toEqual([1, 3, 2]);
});

test("at its end a wall cannot be split", () => {
  expect(edits.splitWall(line, 1, [9, 0])).toBe(line);
});

test("the parts of an arc make the same arc", () => {
  const draft = withWall(arc(1));
  const split = edits.splitWall(draft, 1, [1, -5]);
  expect(split.walls).toHaveLength(2);
  const total = walls(split).reduce((sum, wall) => sum + wallLength(wall), 0);
  expect(total).toBeCloseTo(Math.PI, 2);
  expect(extentOf(split)[1]).toBeCloseTo(-1, 2);
});

test("a polyline is split along one of its sides", () => {
  const split = edits.splitWall(withWall(polyline), 1, [2, 0.1]);
  expect(ends(split)).toEqual([
    [
      [0, 0],
      [2, 0],
    ],
    [
      [2, 0],
      [4, 0],
      [4, 3],
    ],
  ]);
});

test("a wall is given a length in its direction", () => {
  expect(ends(edits.setLength(corner, 2, 5))[1]).toEqual([
    [4, 0],
    [4, 5],
  ]);
  expect(edits.setLength(corner, 2, 0)).toEqual(corner);
});

test("load-bearing is set for several, and deleted are those that are chosen", () => {
  expect(walls(edits.setLoadBearing(corner, new Set([2]), true)).map((wall) => wall.is_load_bearing)).toEqual([
    false,
    true,
  ]);
  expect(ends(edits.deleteWalls(corner, new Set([1])))).toEqual([
    [
      [4, 0],
      [4, 3],
    ],
  ]);
  expect(edits.deleteWalls(corner, new Set([9]))).toBe(corner);
});

test("calibration: what is 2 long on the picture becomes 5 long, around its first place", () => {
  const picture = { source: "data:,", width: 100, height: 50, at: [0, 0], scale: 0.1 } as const;
  const draft = edits.calibrate(edits.setBackground(line, picture), [1, 1], [3, 1], 5);
  expect(draft.background).toMatchObject({ scale: 0.25, at: [-1.5, -1.5] });
  expect(extentOf(draft)).toEqual([-1.5, -1.5, 23.5, 11]);
});

const polyline: Wall = {
  type: "polyline",
  points: [
    [0, 0],
    [4, 0],
    [4, 3],
  ],
  closed: false,
  is_load_bearing: false,
  thickness: null,
  id: null,
};

function arc(bulge: number): Extract<Wall, { type: "arc" }> {
  return { type: "arc", start: [0, 0], end: [2, 0], bulge, is_load_bearing: false, thickness: null, id: null };
}

function withWall(wall: Wall) {
  return { ...EMPTY_DRAFT, walls: [{ key: 1, wall }], nextKey: 2 };
}

test("marks and the place on the earth go with a plan that is edited, until its lengths change", () => {
  const findings = [writeMark("accepted", [2, 1]), { kind: "units", detail: "metres" }];
  const given = { ...planOf(line), findings, drawing: { format: "dxf" } as never };
  const draft = draftOf(given);
  expect(planOf(draft)).toMatchObject({ findings, drawing: { format: "dxf" } });
  const grown = planOf(edits.rescale(draft, 2, "m"));
  expect(grown.findings?.[0]).toEqual(writeMark("accepted", [4, 2]));
  expect(grown.drawing).toBeUndefined();
});
