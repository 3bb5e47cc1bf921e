import { expect, test } from "vitest";

import { hasScale, squareFeet, squareMetres } from "./units";

test.each([
  ["m", true],
  ["si", true],
  ["Feet", true],
  ["inches", true],
  ["px", false],
  [null, false],
  ["", false],
  ["map units", false],
])("%s has a scale: %s", (name, expected) => {
  expect(hasScale(name)).toBe(expected);
});

test("areas are told in square metres and square feet, and not at all in pixels", () => {
  expect(squareMetres(120_000, "cm")).toBeCloseTo(12);
  expect(squareFeet(12, "m")).toBeCloseTo(129.167, 2);
  expect(squareMetres(100, "ft")).toBeCloseTo(9.290304);
  expect(squareMetres(12, "px")).toBeNull();
  expect(squareFeet(12, null)).toBeNull();
});
