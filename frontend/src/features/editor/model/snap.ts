import { crossing, distance, nearestOnSegment } from "@/plan/geometry";
import { boxOf, Grid } from "@/plan/grid";
import { wallPoints, type Point } from "@/plan/plan";

import { vertices, type DraftWall } from "./document";

type Side = readonly [Point, Point];

export type SnapKind = "end" | "crossing" | "wall" | "axis" | "angle" | "grid" | "none";

/** What to snap to. */
export interface SnapSettings {
  ends: boolean;
  crossings: boolean;
  axes: boolean;
  angles: boolean;
  grid: boolean;
}

export const SNAP_ALL: SnapSettings = { ends: true, crossings: true, axes: true, angles: true, grid: true };

export interface Snap {
  point: Point;
  kind: SnapKind;
  /** Lines to show why: from where to the point. */
  guides: readonly Side[];
}

/** The sides of walls, found by place. */
export interface SnapTargets {
  sides: readonly Side[];
  /** The key of the wall of each side. */
  owners: readonly number[];
  sideGrid: Grid;
  ends: readonly Point[];
  endGrid: Grid;
}

interface Situation {
  targets: SnapTargets;
  settings: SnapSettings;
  /** How far something may be to be snapped to, in units of the plan. */
  reach: number;
  /** Where the wall that is being drawn starts. */
  from: Point | null;
  /** Side of the squares of the grid, in units of the plan. */
  gridStep: number;
}

const ANGLE_STEP = Math.PI / 12;
/** Crossings are looked for among as many sides; where more meet, ends do. */
const MOST_SIDES = 40;

export function snapTargets(walls: readonly DraftWall[]): SnapTargets {
  const owned = walls.flatMap(({ key, wall }) => {
    const points = wallPoints(wall);
    return points.slice(1).map((end, index) => ({ key, side: [points[index] ?? end, end] as const }));
  });
  const sides = owned.map(({ side }) => side);
  const ends = walls.flatMap(({ wall }) => vertices(wall));
  return {
    sides,
    owners: owned.map(({ key }) => key),
    sideGrid: new Grid(sides.map(boxOf)),
    ends,
    endGrid: new Grid(ends.map(([x, y]) => [x, y, x, y])),
  };
}

/**
 * The best place near a point: the end of a wall, else a crossing, else a place on a wall, in line with the start or
 * an end, at a round angle, on the grid. What comes first is what a closed room needs most.
 */
export function snap(point: Point, { targets, settings, reach, from, gridStep }: Situation): Snap {
  const sides = near(targets.sideGrid, point, reach).flatMap((index) => {
    const side = targets.sides[index];
    return side ? [side] : [];
  });
  if (settings.ends) {
    const ends = near(targets.endGrid, point, reach).flatMap((index) => {
      const end = targets.ends[index];
      return end ? [end] : [];
    });
    const found = nearest(point, from ? [...ends, from] : ends, reach);
    if (found) return { point: found, kind: "end", guides: [] };
  }
  if (settings.crossings) {
    const found = nearest(point, crossings(sides.slice(0, MOST_SIDES)), reach);
    if (found) return { point: found, kind: "crossing", guides: [] };
    const onWall = onSides(point, sides, from, settings, reach);
    if (onWall) return onWall;
  }
  const lines = settings.axes ? axes(point, targets, from, reach) : null;
  if (lines) return lines;
  if (settings.angles && from) {
    const turned = atRoundAngle(point, from, reach);
    if (turned) return turned;
  }
  if (settings.grid) {
    const on: Point = [roundToGrid(point[0], gridStep), roundToGrid(point[1], gridStep)];
    if (distance(on, point) <= reach) return { point: on, kind: "grid", guides: [] };
  }
  return { point, kind: "none", guides: [] };
}

/** The key of the wall that is nearest to a point, within a reach. */
export function wallAt({ sides, owners, sideGrid }: SnapTargets, point: Point, reach: number): number | null {
  let [best, least]: [number | null, number] = [null, reach];
  for (const index of near(sideGrid, point, reach)) {
    const side = sides[index];
    if (!side) continue;
    const away = distance(point, nearestOnSegment(point, ...side));
    if (away <= least) [best, least] = [owners[index] ?? null, away];
  }
  return best;
}

/** On a wall, best where the line from the start, straight or at a round angle, meets it. */
function onSides(
  point: Point,
  sides: readonly Side[],
  from: Point | null,
  settings: SnapSettings,
  reach: number,
): Snap | null {
  if (from && (settings.axes || settings.angles)) {
    const turned = atRoundAngle(point, from, reach);
    if (turned) {
      const [dx, dy] = [turned.point[0] - from[0], turned.point[1] - from[1]];
      const length = Math.hypot(dx, dy) || 1;
      const far: Point = [turned.point[0] + (dx / length) * reach, turned.point[1] + (dy / length) * reach];
      const met = nearest(
        point,
        sides.flatMap((side) => meeting([from, far], side)),
        reach,
      );
      if (met && distance(met, from) > 0) return { point: met, kind: "wall", guides: [[from, met]] };
    }
  }
  const foot = nearest(
    point,
    sides.map(([a, b]) => nearestOnSegment(point, a, b)),
    reach,
  );
  return foot ? { point: foot, kind: "wall", guides: [] } : null;
}

/** In line with the start or the end of a wall, across or down; with two of them, where their lines meet. */
function axes(point: Point, { ends }: SnapTargets, from: Point | null, reach: number): Snap | null {
  let [x, y]: [Point | null, Point | null] = [null, null];
  for (const end of from ? [from, ...ends] : ends) {
    const [dx, dy] = [Math.abs(end[0] - point[0]), Math.abs(end[1] - point[1])];
    if (dx <= reach / 2 && (!x || dx < Math.abs(x[0] - point[0]))) x = end;
    if (dy <= reach / 2 && (!y || dy < Math.abs(y[1] - point[1]))) y = end;
  }
  if (!x && !y) return null;
  const at: Point = [x ? x[0] : point[0], y ? y[1] : point[1]];
  const guides = [x, y].flatMap((end) => (end ? [[end, at] as const] : []));
  return { point: at, kind: "axis", guides };
}

function atRoundAngle(point: Point, from: Point, reach: number): Snap | null {
  const length = distance(point, from);
  if (length === 0) return null;
  const angle = round(Math.atan2(point[1] - from[1], point[0] - from[0]), ANGLE_STEP);
  const at: Point = [from[0] + tidy(Math.cos(angle)) * length, from[1] + tidy(Math.sin(angle)) * length];
  return distance(at, point) <= reach ? { point: at, kind: "angle", guides: [[from, at]] } : null;
}

function crossings(sides: readonly Side[]): Point[] {
  return sides.flatMap((side, index) => sides.slice(index + 1).flatMap((other) => meeting(side, other)));
}

function meeting([a, b]: Side, [c, d]: Side): Point[] {
  const at = crossing(a, b, c, d);
  return at ? [at] : [];
}

function nearest(point: Point, candidates: readonly Point[], reach: number): Point | null {
  let [best, least]: [Point | null, number] = [null, reach];
  for (const candidate of candidates) {
    const away = distance(candidate, point);
    if (away <= least) [best, least] = [candidate, away];
  }
  return best;
}

function near(grid: Grid, [x, y]: Point, reach: number): number[] {
  return grid.search([x - reach, y - reach, x + reach, y + reach]);
}

function round(value: number, step: number): number {
  return Math.round(value / step) * step;
}

/** A tenth times three is 0.30000000000000004; a plan should say 0.3. */
function roundToGrid(value: number, step: number): number {
  const digits = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(step))));
  return Number(round(value, step).toFixed(digits));
}

/** Cosines of right angles are not quite zero. */
function tidy(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}
