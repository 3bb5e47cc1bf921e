import { expect, test } from "vitest";

import { draftOf, EMPTY_DRAFT, planOf, wallLength } from "./document";
import { addLine } from "./edits";
import * as units from "./units";

const PIXELS = addLine({ ...EMPTY_DRAFT, units: "px" }, [10, 10], [210, 10]);
const lengthOf = (draft: typeof PIXELS) => draft.walls.map(({ wall }) => wallLength(wall))[0];

test("two places and a length give a plan its scale", () => {
  const scaled = units.scaleByLength(PIXELS, [10, 10], [110, 10], 4, "m");
  expect(lengthOf(scaled)).toBeCloseTo(8);
  expect(planOf(scaled)).toMatchObject({ units: "m" });
});

test("a drawing at 1:100, whose unit is a millimetre of paper", () => {
  expect(lengthOf(units.scaleByRatio(PIXELS, 100, 0.001, "m"))).toBeCloseTo(20);
  expect(lengthOf(units.scaleByRatio(PIXELS, 100, 0.001, "ft"))).toBeCloseTo(20 / 0.3048);
});

test("a room of known area gives the scale by the root of its growth", () => {
  expect(lengthOf(units.scaleByArea(PIXELS, 40_000, 4, "m"))).toBeCloseTo(2);
});

test("metres become centimetres by a factor, or by another name", () => {
  const metres = addLine(EMPTY_DRAFT, [0, 0], [5, 0]);
  expect(lengthOf(units.convert(metres, "cm"))).toBeCloseTo(500);
  expect(lengthOf(units.relabel(metres, "cm"))).toBe(5);
  expect(units.convert({ ...metres, units: null }, "cm").walls).toBe(metres.walls); // nothing to convert by
});

test("a plan that is pixels no longer is turned over on its way out, and comes back as it was", () => {
  const metres = units.relabel(PIXELS, "m");
  expect(planOf(metres).walls[0]).toMatchObject({ start: [10, -10] });
  expect(draftOf(planOf(metres)).walls[0]?.wall).toMatchObject({ start: [10, 10] });
});
