import { expect, test } from "vitest";

import { editableLength } from "@/lib/format";

import { typedLength } from "./typedLength";

test.each([
  ["3.2", "m", 3.2],
  ["3,2", "m", 3.2],
  ["120", "px", 120],
  ["320 cm", "m", 3.2],
  ["1 m", "mm", 1000],
  [`12' 6"`, "ft", 12.5],
  ["12ft6in", "ip", 12.5],
  ["12’ 6”", "ft", 12.5],
  ["12′-6″", "ft", 12.5],
  [`12'-6 1/2"`, "ft", 12 + 6.5 / 12],
  [`3' 5 7/32"`, "in", 36 + 5 + 7 / 32],
  [`6-3/16"`, "in", 6 + 3 / 16],
  ["6½ in", "in", 6.5],
  ["12 feet 6 inches", "ft", 12.5],
  ["3.5 Meters", "m", 3.5],
  ["1 200 mm", "m", 1.2],
  ["３．５ m", "m", 3.5],
  ["٣٫٥", "m", 3.5],
  ["120 px", "px", 120],
  ["12 u", "map units", 12],
])("%s in a plan in %s is %j", (text, units, length) => {
  const typed = typedLength(text, units);
  expect(typed?.length).toBeCloseTo(length);
  expect(typed?.angle).toBeNull();
});

test.each([
  ["3@90", 90],
  ["3 m < 45°", 45],
  ["3@-30", -30],
])("%s has an angle", (text, angle) => {
  expect(typedLength(text, "m")).toEqual({ length: 3, angle });
});

test.each(["", "wall", "0", "-3", "3@", "3@x", "3@4@5", "3 m 5", "4,200 mm", "5 7/0 in", "5 7/32"])(
  "%j is no length",
  (text) => {
    expect(typedLength(text, "m")).toBeNull();
  },
);

test("metres mean nothing in a plan of pixels", () => {
  expect(typedLength("3 m", "px")).toBeNull();
  expect(typedLength("3 m", null)).toBeNull();
});

test.each(["m", "mm", "ft", "ip", "in", "feet", "px", "map units", null])(
  "a field in %s takes what it shows",
  (units) => {
    expect(typedLength(editableLength(12345, units), units)?.length).toBe(12345);
  },
);
