import { expect, test } from "vitest";

import { scaleBar } from "./scaleBar";

test.each([
  [40, 120, 2],
  [1, 120, 100],
  [1, 99, 50],
  [0.0301, 120, 2000],
  [120, 120, 1],
])("at %j pixels a unit, %j pixels are at most %j units", (pixelsPerUnit, most, length) => {
  const bar = scaleBar(pixelsPerUnit, most);
  expect(bar.length).toBe(length);
  expect(bar.pixels).toBeCloseTo(length * pixelsPerUnit);
  expect(bar.pixels).toBeLessThanOrEqual(most);
});
