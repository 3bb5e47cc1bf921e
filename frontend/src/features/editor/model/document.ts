import { boxOf, unionOf } from "@/plan/grid";
import { wallPoints, type Plan, type Point, type Wall } from "@/plan/plan";
import type { Box } from "@/plan/view";

/** A wall with a name that stays, whatever is added or deleted before it. */
export interface DraftWall {
  key: number;
  wall: Wall;
}

/** A picture under the walls, to draw after. */
export interface Background {
  /** The picture as a data: address. */
  source: string;
  width: number;
  height: number;
  /** Where its top left corner lies. */
  at: Point;
  /** Units of the plan per pixel of the picture. */
  scale: number;
}

/**
 * A plan being edited. It is never changed: edits make a new one. Points count downwards like the screen, in the units
 * of the plan.
 */
export interface Draft {
  walls: readonly DraftWall[];
  units: string | null;
  background: Background | null;
  nextKey: number;
}

export const EMPTY_DRAFT: Draft = { walls: [], units: "m", background: null, nextKey: 1 };

export function draftOf(plan: Plan): Draft {
  const units = plan.units ?? null;
  const walls = plan.walls.map((wall, index) => ({ key: index + 1, wall: turned(wall, units) }));
  return { walls, units, background: null, nextKey: walls.length + 1 };
}

/** The plan that is handed in. */
export function planOf({ walls, units }: Draft): Plan {
  return { units, walls: walls.map(({ wall }) => turned(wall, units)) };
}

/** Pixels count downwards already; in all other units y points up. Turning twice is turning back. */
export function turnedPoint([x, y]: Point, units: string | null): [number, number] {
  return (units ?? "px") === "px" ? [x, y] : [x, y === 0 ? 0 : -y];
}

function turned(wall: Wall, units: string | null): Wall {
  if ((units ?? "px") === "px") return wall;
  const mirrored = mapPoints(wall, (point) => turnedPoint(point, units));
  return mirrored.type === "arc" ? { ...mirrored, bulge: -mirrored.bulge } : mirrored;
}

/** The points that make a wall: its ends, or all corners of a polyline. */
export function vertices(wall: Wall): Point[] {
  return wall.type === "polyline" ? wall.points : [wall.start, wall.end];
}

export function mapPoints(wall: Wall, change: (point: Point, index: number) => Point): Wall {
  const changed = (point: Point, index: number): [number, number] => {
    const [x, y] = change(point, index);
    return [x, y];
  };
  if (wall.type === "polyline") return { ...wall, points: wall.points.map(changed) };
  return { ...wall, start: changed(wall.start, 0), end: changed(wall.end, 1) };
}

export function boxOfWall(wall: Wall): Box {
  return boxOf(wallPoints(wall));
}

/** What walls and background cover. */
export function extentOf({ walls, background }: Draft): Box {
  const boxes = walls.map(({ wall }) => boxOfWall(wall));
  if (background) {
    const { at, width, height, scale } = background;
    boxes.push([at[0], at[1], at[0] + width * scale, at[1] + height * scale]);
  }
  return unionOf(boxes);
}

/** Length along the wall. */
export function wallLength(wall: Wall): number {
  const points = wallPoints(wall);
  return points.slice(1).reduce((sum, [x, y], index) => {
    const [fromX, fromY] = points[index] ?? [x, y];
    return sum + Math.hypot(x - fromX, y - fromY);
  }, 0);
}
