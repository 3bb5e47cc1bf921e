import { expect, test } from "vitest";

import { typedNumber } from "./typedNumber";

test.each([
  ["4200", 4200],
  ["4.2", 4.2],
  ["4,2", 4.2],
  ["0,125", 0.125],
  ["12,3456", 12.3456],
  [" 100 ", 100],
])("%j is %d", (text, value) => {
  expect(typedNumber(text)).toBe(value);
});

test.each(["4,200", "1,200,000", "4,200.5", "4.200,5", "-3", "", "wall", "1e3"])("%j is no number", (text) => {
  expect(typedNumber(text)).toBeNull();
});
