import { expect, test } from "vitest";

import { draftOf, EMPTY_DRAFT, isSamePlan, planOf } from "./document";
import { addLine, deleteWalls, mirrorWalls, rescale, setLength, splitWall } from "./edits";
import { addOpening, changeOpening, jambs, moveOpening, openingAt } from "./openings";

/** A wall of 4 m that goes to the right, and one of 3 m down from its end. */
const WALLS = addLine(addLine(EMPTY_DRAFT, [0, 0], [4, 0]), [4, 0], [4, 3]);
const DOOR = addOpening(WALLS, 1, [2, 0.1], "door");
const lines = (draft: typeof WALLS) =>
  planOf(draft).walls.map((wall) => [wall.type, ...("start" in wall ? [...wall.start, ...wall.end] : [])]);

test("a door is a gap, a leaf and a quarter circle in the plan; y points up there", () => {
  expect(lines(DOOR)).toEqual([
    ["line", 0, 0, 1.55, 0],
    ["line", 2.45, 0, 4, 0],
    ["line", 4, 0, 4, -3],
    ["line", 1.55, 0, 1.55, -0.9],
    ["arc", 1.55, -0.9, 2.45, 0],
  ]);
  expect(planOf(DOOR).walls.at(-1)).toMatchObject({ bulge: Math.tan(Math.PI / 8) });
  expect(isSamePlan(WALLS, DOOR)).toBe(false);
});

test.each([
  ["door", { hinge: "start", side: 1 }],
  ["door", { hinge: "end", side: -1 }],
  ["window", {}],
  ["opening", {}],
] as const)("a %s is one again when its plan is opened: %o", (kind, change) => {
  const drawn = changeOpening(addOpening(addOpening(WALLS, 1, [1, 0.1], kind), 1, [3, 0], "window"), 3, change);
  const opened = draftOf(planOf(drawn));
  expect(opened.walls.map(({ wall }) => wall)).toEqual(drawn.walls.map(({ wall }) => wall));
  expect(opened.openings).toHaveLength(2);
  expect(opened.openings[0]).toMatchObject({ kind, ...change });
  expect(opened.openings[0]?.at).toBeCloseTo(0.25);
  expect(planOf(opened).walls).toEqual(planOf(drawn).walls);
});

test("windows are told from passages, in the plan's direction, and once", () => {
  const plan = planOf(addOpening(WALLS, 2, [4, 1], "window"));
  expect(plan.drawn_openings).toEqual([{ kind: "window", start: [4, -0.4], end: [4, -1.6], type: null }]);
  expect(draftOf(plan).drawn).toEqual([]);
  expect(planOf(draftOf(plan)).drawn_openings).toEqual(plan.drawn_openings);
});

test("an edited plan keeps the doors of its drawing, at any scale, and how thick walls were", () => {
  const door = { kind: "door", start: [1, 0], end: [1.9, 0], type: "D 90" } as const;
  const draft = draftOf({
    ...planOf(WALLS),
    drawn_openings: [{ ...door, start: [...door.start], end: [...door.end] }],
    wall_thickness: 0.2,
  });
  expect(planOf(draft)).toMatchObject({ drawn_openings: [door], wall_thickness: 0.2 });
  expect(planOf(rescale(draft, 2, draft.units)).drawn_openings).toEqual([{ ...door, start: [2, 0], end: [3.8, 0] }]);
});

test("parts that somebody moved apart stay walls", () => {
  const plan = planOf(DOOR);
  const walls = plan.walls.map((wall, index) =>
    index === 1 && wall.type === "line" ? { ...wall, end: [4, 1] as [number, number] } : wall,
  );
  const opened = draftOf({ ...plan, walls });
  expect(opened.openings).toEqual([]);
  expect(opened.walls).toHaveLength(5);
});

test("an opening moves along its wall, not out of it nor into another one", () => {
  const both = addOpening(DOOR, 1, [3.3, 0], "window");
  expect(both.openings).toHaveLength(2);
  expect(moveOpening(both, 3, [3.2, 0])).toBe(both);
  expect(moveOpening(DOOR, 3, [-9, 5]).openings[0]?.at).toBeCloseTo(0.1225);
  expect(addOpening(WALLS, 9, [2, 0], "door")).toBe(WALLS);
  expect(changeOpening(DOOR, 3, { width: 5 })).toBe(DOOR);
  expect(openingAt(DOOR, [2, 0.2], 0.3)).toBe(3);
  expect(openingAt(DOOR, [0.5, 0], 0.3)).toBeNull();
});

test("openings go with their walls: cut, mirrored, rescaled, made longer, deleted", () => {
  const split = splitWall(addOpening(DOOR, 1, [3.3, 0], "window"), 1, [2.6, 0]);
  expect(split.openings.map((opening) => jambs(split, opening)?.map(([x]) => Math.round(x * 100) / 100))).toEqual([
    [1.55, 2.45],
    [2.7, 3.9],
  ]);
  expect(mirrorWalls(DOOR, new Set([1])).openings[0]).toMatchObject({ side: -1 });
  expect(rescale(DOOR, 100, "cm").openings[0]).toMatchObject({ width: 90, at: 0.5 });
  expect(lines(setLength(DOOR, 1, 1))).toHaveLength(5); // the door is as wide as a short wall lets it be
  expect(deleteWalls(DOOR, new Set([1])).openings).toEqual([]);
  expect(deleteWalls(DOOR, new Set([3]))).toMatchObject({ walls: WALLS.walls, openings: [] });
});
