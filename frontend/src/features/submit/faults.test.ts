import { expect, test } from "vitest";

import { drawable } from "@/plan/drawable";
import { placeFault } from "./faults";

test.each([
  ["/walls/3/end/0", 3, "Wall 4, end, x"],
  ["/walls/0/is_load_bearing", 0, "Wall 1, is load bearing"],
  ["/walls/12", 12, "Wall 13"],
  ["/walls", null, "“walls”"],
  ["/units", null, "“units”"],
  ["", null, "The plan"],
])("%j belongs to wall %j and is called %j", (pointer, wall, place) => {
  expect(placeFault({ pointer, detail: "wrong" })).toEqual({ wall, line: null, place, detail: "wrong" });
});

test("the line of the wall is named where it is known", () => {
  expect(placeFault({ pointer: "/walls/1/end", detail: "wrong" }, [4, 9]).line).toBe(9);
});

test("of a refused plan, the walls that have coordinates are drawn, and the wrong ones marked", () => {
  const good = { type: "line", start: [0, 0], end: [1, 0] };
  const broken = { type: "line", start: ["a", 0], end: [1, 0] };
  const wrong = { type: "line", start: [0, 0], end: [2, 0], is_load_bearing: "yes" };
  const plan = { walls: [good, broken, null, wrong] } as unknown as Parameters<typeof drawable>[0];
  const { plan: rest, marked } = drawable(plan, new Set([1, 3]));
  expect(rest.walls).toEqual([good, wrong]);
  expect(marked).toEqual(new Set([1]));
});
