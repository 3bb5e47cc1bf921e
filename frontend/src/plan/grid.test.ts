import { expect, test } from "vitest";

import { boxOf, Grid, unionOf } from "./grid";
import type { Box } from "./view";

const squares: Box[] = Array.from({ length: 400 }, (_, index) => {
  const [x, y] = [index % 20, Math.floor(index / 20)];
  return [x, y, x + 0.9, y + 0.9];
});

test("finds what touches a box, and nothing else", () => {
  expect(new Grid(squares).search([2.5, 3.5, 3.5, 3.6])).toEqual([62, 63]);
});

test("a box over many cells is found once", () => {
  const grid = new Grid([[0, 0, 100, 100], ...squares]);
  expect(grid.search([4, 4, 4.5, 4.5])).toEqual([0, 85]);
});

test("outside of everything lies nothing", () => {
  expect(new Grid(squares).search([-5, -5, -4, -4])).toEqual([]);
  expect(new Grid([]).search([0, 0, 1, 1])).toEqual([]);
});

test("boxes without extent are found, too", () => {
  expect(new Grid([[1, 1, 1, 1]]).search([0, 0, 2, 2])).toEqual([0]);
});

test("the box around points, and around nothing", () => {
  expect(
    boxOf([
      [3, 1],
      [-1, 4],
    ]),
  ).toEqual([-1, 1, 3, 4]);
  expect(unionOf([])).toEqual([0, 0, 0, 0]);
});
