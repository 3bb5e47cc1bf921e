import { distance, isInside, nearestOnSegment } from "@/plan/geometry";
import { boxOf, Grid } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import type { Room } from "@/plan/result";
import { roomName } from "@/plan/roomName";
import type { Box } from "@/plan/view";

import type { Change } from "./changes";
import { LOOK } from "./kinds";
import type { Placing } from "./placing";

/** What a sheet shows: one of the runs, or both on top of each other. */
export type Side = "before" | "after" | "both";

/** A room on a sheet, with what became of it. */
export interface Mark {
  change: Change;
  room: Room;
  box: Box;
  /** Longest first; what a room is called, with the sign of its change. */
  labels: string[];
  /** How far the place of the label is from the room's nearest side. */
  reach: number;
}

export interface Sheet {
  side: Side;
  marks: Mark[];
  grid: Grid;
  /** Solid, and under them those of the run before, which are dashed. */
  walls: Point[][];
  wallsBefore: Point[][];
}

export function sheetOf({ before, after }: Placing, changes: readonly Change[], side: Side): Sheet {
  const marks = changes.flatMap((change) => {
    const room = side === "before" ? change.before : side === "after" ? change.after : (change.after ?? change.before);
    return room ? [markOf(change, room)] : [];
  });
  return {
    side,
    marks,
    grid: new Grid(marks.map(({ box }) => box)),
    walls: side === "before" ? before.walls : after.walls,
    wallsBefore: side === "both" ? before.walls : [],
  };
}

function markOf(change: Change, room: Room): Mark {
  const { sign } = LOOK[change.kind];
  const names = [roomName(room), room.number].flatMap((name) => (name ? [name.replace(/^Room (?=\d+$)/, "")] : []));
  const labels = change.kind === "same" ? names : [...names.map((name) => `${sign} ${name}`), sign];
  return { change, room, box: boxOf(room.polygon), labels, reach: reachOf(room) };
}

function reachOf({ polygon, holes, label_point: at }: Room): number {
  const distances = [polygon, ...holes].flatMap((ring) =>
    ring.map((point, index) => distance(at, nearestOnSegment(at, point, ring[(index + 1) % ring.length] ?? point))),
  );
  return Math.min(...distances);
}

/** The room at a place of the sheet; of several, the smallest. */
export function markAt({ grid, marks }: Sheet, [x, y]: Point): Mark | undefined {
  const here = grid.search([x, y, x, y]).flatMap((index) => marks[index] ?? []);
  return here
    .filter(({ room }) => isInside([room.polygon, ...room.holes], [x, y]))
    .sort((a, b) => a.room.area - b.room.area)[0];
}
