import { expect, test } from "vitest";

import { formatArea } from "./formatArea";

test.each([
  [12, "m", "12 m²"],
  [12_340_000, "mm", "12.3 m²"],
  [123_400, "cm", "12.3 m²"],
  [0.000012, "km", "12 m²"],
  [100, "ip", "100 ft²"],
  [100, "Feet", "100 ft²"],
  [9, "yd", "81 ft²"],
  [12, "metres", "12 m²"],
  [14_400, "in", "100 ft²"],
  [20, "cm", "0.002 m²"],
  [0, "mm", "0 m²"],
  [1234, "px", "1,234 px²"],
  [1234, "map units", "1,234 u²"],
  [1.5, null, "1.5"],
])("%d in squares of %s is %s", (value, units, expected) => {
  expect(formatArea(value, units)).toBe(expected);
});
