import { crossing, distance, isInside, nearestOnSegment } from "@/plan/geometry";
import { wallPoints, type Point, type Wall } from "@/plan/plan";

import type { SheetRoom } from "./changes";
import type { Draft, DraftWall } from "./document";
import { addLine } from "./edits";
import { pointAt, shareOf, type DraftOpening, type Line } from "./openings";

/** How far beside a wall its rooms are looked for, as a share of a room's side: a wall may be two lines. */
const BESIDE = [0.005, 0.02, 0.05, 0.09];

export interface RoomEdit {
  draft: Draft;
  /** What was done, or why nothing was. */
  said: string;
}

interface Pair {
  rooms: readonly [SheetRoom, SheetRoom];
  /** How far beside the wall they were found. */
  beside: number;
}

/** Make the two rooms beside a place one: the walls between them go, as far as they part these two. */
export function mergeRooms(
  draft: Draft,
  rooms: readonly SheetRoom[],
  key: number | null,
  near: Point,
  say: (length: number) => string,
): RoomEdit {
  const present = rooms.filter(({ kind }) => kind !== "removed");
  const wall = draft.walls.find((item) => item.key === key);
  const pair = wall && roomsBeside(present, wall.wall, near);
  if (!pair) return { draft, said: "No wall parts two rooms here. Press a wall between two rooms." };
  let length = 0;
  let nextKey = draft.nextKey;
  const openings: DraftOpening[] = [];
  const walls = draft.walls.flatMap((item): DraftWall[] => {
    const own = draft.openings.filter((each) => each.wall === item.key);
    const kept = linesOf(item.wall).map((line) => ({ line, parts: without(line, pair) }));
    const lost = kept.reduce(
      (sum, { line, parts }) => sum + span(line) - parts.reduce((rest, part) => rest + span(part), 0),
      0,
    );
    if (lost <= 1e-9 * (span(kept[0]?.line) || 1)) {
      openings.push(...own);
      return [item];
    }
    length += lost;
    return kept
      .flatMap(({ parts }) => parts)
      .map((part, index) => {
        const made = { key: index === 0 ? item.key : nextKey++, wall: index === 0 ? part : { ...part, id: null } };
        openings.push(...own.flatMap((opening) => movedTo(opening, item.wall, made.key, part)));
        return made;
      });
  });
  const [a, b] = pair.rooms;
  return {
    draft: { ...draft, walls, openings, nextKey },
    said: `${a.name} and ${b.name} merged: ${say(length)} of wall removed.`,
  };
}

/** Part a room in two by a wall along a line, which goes on to the walls around. */
export function divideRoom(
  draft: Draft,
  rooms: readonly SheetRoom[],
  from: Point,
  to: Point,
  say: (length: number) => string,
): RoomEdit {
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const room = rooms.find(({ kind, rings }) => kind !== "removed" && isInside(rings, middle));
  const length = distance(from, to);
  if (!room || length === 0) return { draft, said: "Draw a line through a room: its middle lies in none." };
  const size = Math.hypot(room.width, room.height) * 2;
  const way: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const far = (sign: 1 | -1): Point => [middle[0] + way[0] * size * sign, middle[1] + way[1] * size * sign];
  const [start, end] = ([-1, 1] as const).map((sign) => {
    const met = room.rings.flatMap((ring) =>
      ring.flatMap((corner, index) =>
        crossing(middle, far(sign), ring.at(index - 1) ?? corner, corner)
          ? [crossing(middle, far(sign), ring.at(index - 1) ?? corner, corner) ?? middle]
          : [],
      ),
    );
    return met.toSorted((p, q) => distance(p, middle) - distance(q, middle))[0];
  });
  if (!start || !end) return { draft, said: "This line does not cross the room." };
  return { draft: addLine(draft, start, end), said: `${room.name} divided by a wall of ${say(distance(start, end))}.` };
}

function roomsBeside(rooms: readonly SheetRoom[], wall: Wall, near: Point): Pair | null {
  const line = linesOf(wall).toSorted((a, b) => away(a, near) - away(b, near))[0];
  if (!line) return null;
  const side = Math.sqrt(rooms.reduce((sum, { area }) => sum + area, 0) / (rooms.length || 1));
  for (const share of BESIDE) {
    const [one, other] = sidesOf(line, nearestOnSegment(near, line.start, line.end), share * side);
    const [a, b] = [rooms.find(({ rings }) => isInside(rings, one)), rooms.find(({ rings }) => isInside(rings, other))];
    if (a && b && a !== b) return { rooms: [a, b], beside: share * side };
  }
  return null;
}

function sidesOf({ start, end }: Line, [x, y]: Point, beside: number): [Point, Point] {
  const length = distance(start, end) || 1;
  const [nx, ny] = [(-(end[1] - start[1]) / length) * beside, ((end[0] - start[0]) / length) * beside];
  return [
    [x + nx, y + ny],
    [x - nx, y - ny],
  ];
}

/** What is left of a line where it does not part the two rooms: cut where a corner of theirs lies on it. */
function without(line: Line, { rooms: [a, b], beside }: Pair): Line[] {
  const cuts = [a, b]
    .flatMap(({ rings }) => rings.flat())
    .filter((corner) => away(line, corner) <= beside * 1.5)
    .map((corner) => shareOf(line, corner));
  const shares = [0, ...cuts, 1]
    .sort((p, q) => p - q)
    .filter((share, index, all) => index === 0 || share - (all[index - 1] ?? 0) > 1e-6);
  const parts: [number, number][] = [];
  shares.slice(1).forEach((to, index) => {
    const from = shares[index] ?? 0;
    const [one, other] = sidesOf(line, pointAt(line, (from + to) / 2), beside);
    const parted =
      (isInside(a.rings, one) && isInside(b.rings, other)) || (isInside(b.rings, one) && isInside(a.rings, other));
    const last = parts.at(-1);
    if (parted) return;
    if (last?.[1] === from) last[1] = to;
    else parts.push([from, to]);
  });
  return parts.map(([from, to]) => ({ ...line, start: pointAt(line, from), end: pointAt(line, to) }));
}

/** An opening on the part of its wall that it stands in, if that is left. */
function movedTo(opening: DraftOpening, wall: Wall, key: number, part: Line): DraftOpening[] {
  if (wall.type !== "line") return [];
  const [middle, half] = [pointAt(wall, opening.at), opening.width / 2];
  if (away(part, middle) > half || distance(part.start, middle) < half || distance(part.end, middle) < half) return [];
  return [{ ...opening, wall: key, at: shareOf(part, middle) }];
}

/** The straight sides of a wall, as walls. */
function linesOf(wall: Wall): Line[] {
  if (wall.type === "line") return [wall];
  const { is_load_bearing, thickness, id } = wall;
  const points = wallPoints(wall);
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    return {
      type: "line",
      start: [start[0], start[1]],
      end: [end[0], end[1]],
      is_load_bearing,
      thickness,
      id,
    } satisfies Line;
  });
}

function away({ start, end }: Line, point: Point): number {
  return distance(point, nearestOnSegment(point, start, end));
}

function span(line: Line | undefined): number {
  return line ? distance(line.start, line.end) : 0;
}
