import { boxOf, unionOf } from "@/plan/grid";
import { readMark, writeMark, type PlanFinding } from "@/plan/marks";
import { wallPoints, type DrawnOpening, type Label, type Plan, type Point, type Space, type Wall } from "@/plan/plan";
import type { Box } from "@/plan/view";

import type { History } from "./history";
import type { DraftOpening } from "./openings";
import { readOpenings, wallsWithOpenings, windowsOf, withoutWindowsOf } from "./openingsInPlans";

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
  /** What people call it; jobs are listed under it. */
  name: string | null;
  walls: readonly DraftWall[];
  /** Doors, windows and passages in them. */
  openings: readonly DraftOpening[];
  /** Names, numbers and usages of rooms, each at a place inside its room. */
  labels: readonly Label[];
  spaces: readonly Space[];
  /** Doors and windows that the drawing had, which the plan was made of. */
  drawn: readonly DrawnOpening[];
  /** What is to be known of the drawing and of its rooms. */
  findings: readonly PlanFinding[];
  /** Where the plan lies on the earth, how thick its walls were, and the drawing that it was made of: kept as they are. */
  origin: Origin;
  units: string | null;
  background: Background | null;
  nextKey: number;
  /** By how much all lengths were multiplied since the drawing was opened: rooms found before are shown by it. */
  factor: number;
}

type Origin = Pick<Plan, "projection" | "drawing" | "wall_thickness">;

export const EMPTY_DRAFT: Draft = {
  name: null,
  walls: [],
  openings: [],
  labels: [],
  spaces: [],
  drawn: [],
  findings: [],
  origin: {},
  units: "m",
  background: null,
  nextKey: 1,
  factor: 1,
};

/** A draft that an earlier version of the page kept: with what it did not know yet. */
export function completed(history: History<Draft>): History<Draft> {
  const complete = (draft: Draft): Draft => ({ ...EMPTY_DRAFT, ...draft });
  return { past: history.past.map(complete), present: complete(history.present), future: history.future.map(complete) };
}

export function draftOf(plan: Plan, name = plan.name ?? null): Draft {
  const units = plan.units ?? null;
  const { projection, drawing, wall_thickness, drawn_openings: drawn } = plan;
  const origin = {
    ...(projection && { projection }),
    ...(drawing && { drawing }),
    ...(wall_thickness && { wall_thickness }),
  };
  const read = readOpenings(plan.walls.map((wall) => turned(wall, units)));
  const draft = { ...EMPTY_DRAFT, name, ...read, ...turnedNotes({ ...plan, drawn }, units), origin, units };
  return { ...draft, drawn: withoutWindowsOf(draft) };
}

/** The plan that is handed in. */
export function planOf({ name, walls, openings, units, origin, ...notes }: Draft): Plan {
  const drawn = [...notes.drawn, ...windowsOf({ walls, openings })];
  const { labels, spaces, findings, drawn: drawn_openings } = turnedNotes({ ...notes, drawn }, units);
  return {
    units,
    walls: wallsWithOpenings({ walls, openings }).map(({ wall }) => turned(wall, units)),
    ...(name !== null && { name }),
    ...(labels.length > 0 && { labels }),
    ...(spaces.length > 0 && { spaces }),
    ...(drawn_openings.length > 0 && { drawn_openings }),
    ...(findings.length > 0 && { findings }),
    ...origin,
  };
}

/** Whether rooms that were found in one drawing are those of the other. */
export function isSamePlan(a: Draft, b: Draft): boolean {
  return (
    a.walls === b.walls &&
    a.openings === b.openings &&
    a.units === b.units &&
    a.labels === b.labels &&
    a.spaces === b.spaces
  );
}

type Notes = Pick<Draft, "labels" | "spaces" | "drawn" | "findings">;
type GivenNotes = { [Each in keyof Notes]?: Notes[Each] | null | undefined };

function turnedNotes({ labels, spaces, drawn, findings }: GivenNotes, units: string | null) {
  const given = { labels: labels ?? [], spaces: spaces ?? [], drawn: drawn ?? [], findings: findings ?? [] };
  return mapNotes(given, (point) => turnedPoint(point, units));
}

/** What a plan says besides its walls, at other places. */
export function mapNotes({ labels, spaces, drawn, findings }: Notes, change: (point: Point) => [number, number]) {
  return {
    findings: findings.map((finding) => {
      const found = readMark(finding);
      return found ? writeMark(found.mark, change(found.point)) : finding;
    }),
    labels: labels.map((label) => ({ ...label, point: change(label.point) })),
    drawn: drawn.map((opening) => ({ ...opening, start: change(opening.start), end: change(opening.end) })),
    spaces: spaces.map((space) => ({ ...space, polygon: space.polygon.map(change) })),
  };
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
