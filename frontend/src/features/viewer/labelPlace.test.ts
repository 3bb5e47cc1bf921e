import { expect, test } from "vitest";

import { labelPlace } from "./labelPlace";

test("in the middle of a rectangle the label stays", () => {
  const room = [
    [0, 0],
    [100, 0],
    [100, 60],
    [0, 60],
  ] as const;
  expect(labelPlace([room], [50, 30], [0, 0, 100, 60])).toEqual([50, 30]);
});

test("in an L-shaped room the label leaves the inner corner for an arm", () => {
  const room = [
    [0, 0],
    [40, 0],
    [40, 60],
    [120, 60],
    [120, 100],
    [0, 100],
  ] as const;
  const [x, y] = labelPlace([room], [39, 61], [0, 0, 120, 100]);
  expect(x).toBeGreaterThan(40);
  expect(y).toBeGreaterThan(70);
  expect(y).toBeLessThan(90);
});
