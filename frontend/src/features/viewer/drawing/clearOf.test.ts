import { expect, test } from "vitest";

import { clearOf } from "./clearOf";

const anywhere = () => true;

test("a label that no mark lies on stays where it is", () => {
  expect(clearOf([[200, 0, 220, 20]], [50, 50], [60, 20], anywhere)).toEqual([50, 50]);
});

test("a label goes out of the way of a mark, no further than it must", () => {
  expect(clearOf([[40, 40, 60, 48]], [50, 50], [60, 20], anywhere)).toEqual([50, 68]);
});

test("a label does not go where it would leave its room", () => {
  const above = ([, y]: readonly [number, number]) => y <= 50;
  expect(clearOf([[40, 52, 60, 60]], [50, 50], [60, 20], above)).toEqual([50, 32]);
  expect(clearOf([[40, 52, 60, 60]], [50, 50], [60, 20], () => false)).toBeNull();
});
