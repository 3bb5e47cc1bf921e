import { expect, test } from "vitest";

import { typedNumber } from "./typedNumber";

test.each([
  ["4200", 4200],
  ["4.2", 4.2],
  ["4,2", 4.2],
  ["0,125", 0.125],
  ["12,3456", 12.3456],
  [" 100 ", 100],
  ["12 500", 12500],
  ["1\u202f200,5", 1200.5],
  ["３．５", 3.5],
  ["٣٫٥", 3.5],
  ["०", 0],
])("%j is %d", (text, value) => {
  expect(typedNumber(text)).toBe(value);
});

test.each(["4,200", "12 5", "1 2000", "1,200,000", "4,200.5", "4.200,5", "-3", "", "wall", "1e3"])(
  "%j is no number",
  (text) => {
    expect(typedNumber(text)).toBeNull();
  },
);
