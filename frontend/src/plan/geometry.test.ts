import { expect, test } from "vitest";

import { crossing, distance, isInside, middle, nearestOnSegment } from "./geometry";

test("distance and middle", () => {
  expect(distance([1, 1], [4, 5])).toBe(5);
  expect(middle([1, 1], [4, 5])).toEqual([2.5, 3]);
});

test("the nearest point of a segment is its foot, or an end", () => {
  expect(nearestOnSegment([3, 4], [0, 0], [10, 0])).toEqual([3, 0]);
  expect(nearestOnSegment([-3, 4], [0, 0], [10, 0])).toEqual([0, 0]);
  expect(nearestOnSegment([3, 4], [1, 1], [1, 1])).toEqual([1, 1]);
});

test("segments cross inside, touch at an end, or do neither", () => {
  expect(crossing([0, 0], [4, 4], [0, 4], [4, 0])).toEqual([2, 2]);
  expect(crossing([0, 0], [4, 0], [2, 0], [2, 3])).toEqual([2, 0]);
  expect(crossing([0, 0], [4, 0], [5, -1], [5, 1])).toBeUndefined();
  expect(crossing([0, 0], [4, 0], [0, 1], [4, 1])).toBeUndefined();
});

test("inside a square, but not inside its hole", () => {
  const square = [
    [0, 0],
    [9, 0],
    [9, 9],
    [0, 9],
  ] as const;
  const hole = [
    [3, 3],
    [6, 3],
    [6, 6],
    [3, 6],
  ] as const;
  expect(isInside([square, hole], [1, 5])).toBe(true);
  expect(isInside([square, hole], [5, 5])).toBe(false);
  expect(isInside([square, hole], [10, 5])).toBe(false);
});
