import { expect, test } from "vitest";

import { scaleToFit } from "./labelFit";

const square = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
] as const;

test("a label of 50 × 20 pixels fits into a room of 100 × 100 from half its size on", () => {
  expect(scaleToFit([square], [50, 50], 50, 20)).toBeCloseTo(0.5);
});

test("away from the middle, a label needs a larger room", () => {
  expect(scaleToFit([square], [20, 50], 50, 20)).toBeCloseTo(25 / 20);
});

test("a hole takes room away from the label", () => {
  const hole = [
    [40, 70],
    [60, 70],
    [60, 90],
    [40, 90],
  ] as const;
  expect(scaleToFit([square, hole], [50, 50], 50, 20)).toBeCloseTo(0.5);
  expect(scaleToFit([square, hole], [50, 50], 50, 60)).toBeCloseTo(30 / 20);
});

test("a slanted wall counts where it comes nearest, not at its ends", () => {
  const triangle = [
    [0, 0],
    [100, 0],
    [0, 100],
  ] as const;
  expect(scaleToFit([triangle], [25, 25], 50, 50)).toBeCloseTo(1);
});
