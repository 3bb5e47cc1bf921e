import { expect, test } from "vitest";

import type { Plan, Point } from "@/plan/plan";
import type { DetectionResult, Room } from "@/plan/result";

import { changesOf } from "./changes";
import { placeRuns, type Run } from "./placing";

/** Rooms side by side from a point on, 3 high, each as wide as said; walls are their outlines. */
function run(units: string, [x, y]: Point, widths: number[], unit = 1): Run {
  let left = x;
  const rooms = widths.map((width, index): Room => {
    const [x0, x1, y0, y1] = [left * unit, (left + width) * unit, y * unit, (y + 3) * unit];
    left += width;
    return {
      id: `room-${String(index + 1)}`,
      polygon: [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ],
      holes: [],
      area: (x1 - x0) * (y1 - y0),
      perimeter: 2 * (x1 - x0 + y1 - y0),
      centroid: [(x0 + x1) / 2, (y0 + y1) / 2],
      label_point: [(x0 + x1) / 2, (y0 + y1) / 2],
      bounding_box: [x0, y0, x1, y1],
      adjacent: [],
    };
  });
  const walls = rooms.map(({ polygon }) => ({ type: "polyline", points: polygon, closed: true }));
  const result: DetectionResult = { version: 1, units, walls_count: walls.length, rooms_count: rooms.length, rooms };
  return { plan: { units, walls } as unknown as Plan, result };
}

const kinds = (a: Run, b: Run) =>
  changesOf(placeRuns(a, b)).map(({ kind, before, after }) => [kind, before?.id, after?.id]);

test("a run is the same as itself", () => {
  const one = run("m", [0, 0], [4, 2]);
  expect(kinds(one, one)).toEqual([
    ["same", "room-1", "room-1"],
    ["same", "room-2", "room-2"],
  ]);
});

test("a wall that was put in makes one room smaller and another one new; that it was taken out, the other way round", () => {
  const [whole, split] = [run("m", [0, 0], [6]), run("m", [0, 0], [4, 2])];
  expect(kinds(whole, split)).toEqual([
    ["changed", "room-1", "room-1"],
    ["new", undefined, "room-2"],
  ]);
  expect(kinds(split, whole)).toEqual([
    ["changed", "room-1", "room-1"],
    ["gone", "room-2", undefined],
  ]);
  const [change] = changesOf(placeRuns(whole, split));
  expect([change?.area, change?.perimeter, change?.moved].map((value) => value?.toFixed(6))).toEqual([
    "-6.000000",
    "-4.000000",
    "1.000000",
  ]);
});

test("the largest change comes first", () => {
  const changes = changesOf(placeRuns(run("m", [0, 0], [4, 4, 4]), run("m", [0, 0], [4.1, 4.9, 3])));
  expect(changes.map(({ before }) => before?.id)).toEqual(["room-3", "room-2", "room-1"]);
});

test("plans in other units are told in those of the first", () => {
  const placing = placeRuns(run("m", [0, 0], [4, 2]), run("mm", [0, 0], [4, 2], 1000));
  expect([placing.comparable, placing.moved]).toEqual([true, false]);
  const changes = changesOf(placing);
  expect(changes.map(({ kind }) => kind)).toEqual(["same", "same"]);
  expect(changes[0]?.after?.area).toBeCloseTo(12);
});

test("what has no length in common is said to have none", () => {
  expect(placeRuns(run("m", [0, 0], [4]), run("px", [0, 0], [4])).comparable).toBe(false);
});

test("a drawing that lies elsewhere is moved to the first one's corner, and that is said", () => {
  const placing = placeRuns(run("m", [0, 0], [4, 2]), run("m", [5000, -300], [4, 2]));
  expect(placing.moved).toBe(true);
  expect(changesOf(placing).map(({ kind }) => kind)).toEqual(["same", "same"]);
  expect([placing.size.width, placing.size.height]).toEqual([1000, 500]);
});

test("metres count upwards, pixels downwards", () => {
  const heights = (each: Run) => placeRuns(each, each).before.rooms.map(({ centroid }) => Math.round(centroid[1]));
  const tower = (units: string): Run => {
    const below = run(units, [0, 0], [6]);
    const above = run(units, [0, 3], [6]);
    return {
      plan: { ...below.plan, walls: [...below.plan.walls, ...above.plan.walls] },
      result: { ...below.result, rooms: [...below.result.rooms, ...above.result.rooms] },
    };
  };
  expect(heights(tower("m"))).toEqual([750, 250]);
  expect(heights(tower("px"))).toEqual([250, 750]);
});
