import { distance } from "@/plan/geometry";
import { Grid } from "@/plan/grid";
import type { Point } from "@/plan/plan";

import type { Scene } from "./scene";

/** The ends of walls, to which a measure snaps. */
export interface Anchors {
  points: readonly Point[];
  grid: Grid;
}

export function anchorsOf({ walls }: Scene): Anchors {
  const points = walls.flatMap((wall) => wall.points);
  return { points, grid: new Grid(points.map(([x, y]) => [x, y, x, y])) };
}

/** The nearest end of a wall within a reach, in drawing units; else the point itself. */
export function snapToAnchor({ points, grid }: Anchors, point: Point, reach: number): Point {
  const [x, y] = point;
  let [best, least] = [point, reach];
  for (const index of grid.search([x - reach, y - reach, x + reach, y + reach])) {
    const candidate = points[index];
    if (!candidate) continue;
    const away = distance(candidate, point);
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** Lengths of the stretches between points, in units of the plan. */
export function lengthsOf(points: readonly Point[], scale: number): number[] {
  return points.slice(1).map((point, index) => distance(points[index] ?? point, point) / scale);
}
