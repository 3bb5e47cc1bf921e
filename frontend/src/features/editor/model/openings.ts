import { distance, nearestOnSegment } from "@/plan/geometry";
import type { Point, Wall } from "@/plan/plan";
import { metresOf } from "@/plan/units";

import type { Draft, DraftWall } from "./document";

export type OpeningKind = "door" | "window" | "opening";

/** A door, a window or a passage. It stands in a straight wall and goes wherever that goes. */
export interface DraftOpening {
  /** Of the same row as those of walls, so that either can be selected. */
  key: number;
  /** The key of its wall. */
  wall: number;
  /** Where its middle is: a share of the wall's length. */
  at: number;
  /** In the units of the plan. */
  width: number;
  kind: OpeningKind;
  /** The end of a door's way from jamb to jamb, seen along the wall, at which it hangs. */
  hinge: "start" | "end";
  /** The side to which a door opens: 1 on the right hand of who walks along the wall on the sheet, -1 on the left. */
  side: 1 | -1;
}

export type Line = Extract<Wall, { type: "line" }>;

const USUAL_METRES: Record<OpeningKind, number> = { door: 0.9, window: 1.2, opening: 1 };
/** What is left of a wall on both sides, and of a short one beside its opening. */
const LEAST_REST = 0.01;
const MOST_SHARE = 0.9;

/** A place on an opening's wall, from where a wall begins. */
export function pointAt({ start, end }: Line, share: number): [number, number] {
  return [tidy(start[0] + (end[0] - start[0]) * share), tidy(start[1] + (end[1] - start[1]) * share)];
}

/** How wide an opening is that nobody has measured: as usual where lengths are known, else by its wall. */
export function usualWidth(kind: OpeningKind, wall: Line, units: string | null): number {
  const metres = metresOf(units);
  const length = distance(wall.start, wall.end);
  return metres === undefined ? length / 4 : Math.min(USUAL_METRES[kind] / metres, length * MOST_SHARE);
}

/** An opening in a straight wall, where a point is nearest to it; the same draft where there is no room for it. */
export function addOpening(draft: Draft, key: number, near: Point, kind: OpeningKind): Draft {
  const wall = lineOf(draft, key);
  if (!wall) return draft;
  const side = cross(wall, near) < 0 ? -1 : 1;
  const width = usualWidth(kind, wall, draft.units);
  const made: DraftOpening = {
    key: draft.nextKey,
    wall: key,
    at: shareOf(wall, near),
    width,
    kind,
    hinge: "start",
    side,
  };
  const placed = fitted(draft, made);
  return placed ? { ...draft, openings: [...draft.openings, placed], nextKey: draft.nextKey + 1 } : draft;
}

/** Another place along its wall, or anything else about it; the same draft where there is no room for that. */
export function changeOpening(draft: Draft, key: number, change: Partial<Omit<DraftOpening, "key" | "wall">>): Draft {
  const known = draft.openings.find((each) => each.key === key);
  const placed = known && fitted(draft, { ...known, ...change });
  return placed ? { ...draft, openings: draft.openings.map((each) => (each.key === key ? placed : each)) } : draft;
}

/** Move an opening along its wall to where a point is nearest. */
export function moveOpening(draft: Draft, key: number, near: Point): Draft {
  const opening = draft.openings.find((each) => each.key === key);
  const wall = opening && lineOf(draft, opening.wall);
  return wall ? changeOpening(draft, key, { at: shareOf(wall, near) }) : draft;
}

/** Within its wall, and not in another opening; null where that cannot be. */
function fitted(draft: Draft, opening: DraftOpening): DraftOpening | null {
  const wall = lineOf(draft, opening.wall);
  const length = wall ? distance(wall.start, wall.end) : 0;
  const share = opening.width / length;
  if (!(opening.width > 0) || !(share <= 1 - 2 * LEAST_REST)) return null;
  const least = share / 2 + LEAST_REST;
  const at = Math.min(1 - least, Math.max(least, opening.at));
  const meets = draft.openings.some(
    (other) =>
      other.wall === opening.wall &&
      other.key !== opening.key &&
      Math.abs(other.at - at) < (other.width / length + share) / 2,
  );
  return meets ? null : { ...opening, at };
}

/** The key of the opening under a point. */
export function openingAt(draft: Draft, point: Point, reach: number): number | null {
  let [best, least]: [number | null, number] = [null, reach];
  for (const opening of draft.openings) {
    const ends = jambs(draft, opening);
    if (!ends) continue;
    const away = distance(point, nearestOnSegment(point, ...ends));
    if (away <= least) [best, least] = [opening.key, away];
  }
  return best;
}

/** From where to where a wall is open. */
export function jambs(draft: Pick<Draft, "walls">, opening: DraftOpening): readonly [Point, Point] | null {
  const wall = lineOf(draft, opening.wall);
  if (!wall) return null;
  const half = opening.width / distance(wall.start, wall.end) / 2;
  return [pointAt(wall, Math.max(0, opening.at - half)), pointAt(wall, Math.min(1, opening.at + half))];
}

/** The leaf of a door as it stands open, from its hinge, and where it meets the other jamb when it is closed. */
export function leafOf(
  [a, b]: readonly [Point, Point],
  { hinge, side }: DraftOpening,
): { from: Point; tip: [number, number]; latch: Point } {
  const [from, latch] = hinge === "start" ? [a, b] : [b, a];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return { from, latch, tip: [tidy(from[0] - dy * side), tidy(from[1] + dx * side)] };
}

/** A plan should say 0.4, not 0.3999999999999999. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

export function lineOf({ walls }: Pick<Draft, "walls">, key: number): Line | null {
  const wall = walls.find((item) => item.key === key)?.wall;
  return wall?.type === "line" ? wall : null;
}

export function shareOf(wall: Line, near: Point): number {
  const foot = nearestOnSegment(near, wall.start, wall.end);
  return distance(wall.start, foot) / (distance(wall.start, wall.end) || 1);
}

/** More than nothing on the right hand of who walks along the wall on the sheet. */
function cross({ start, end }: Line, [x, y]: Point): number {
  return (end[0] - start[0]) * (y - start[1]) - (end[1] - start[1]) * (x - start[0]);
}

/** A wall as far as it is not open: itself, or what is left of it beside its openings, each with the one before it. */
export function solidParts(
  { key, wall }: DraftWall,
  openings: readonly DraftOpening[],
): { wall: Wall; after: DraftOpening | null }[] {
  const own = openings.filter((each) => each.wall === key).sort((a, b) => a.at - b.at);
  if (wall.type !== "line" || own.length === 0) return [{ wall, after: null }];
  const length = distance(wall.start, wall.end) || 1;
  const parts: { wall: Wall; after: DraftOpening | null }[] = [];
  let [from, after]: [number, DraftOpening | null] = [0, null];
  for (const opening of own) {
    const half = Math.min(opening.width / length, MOST_SHARE) / 2;
    const middle = Math.min(1 - half - LEAST_REST, Math.max(half + LEAST_REST, opening.at)); // the wall may be shorter now
    if (middle - half <= from) continue;
    parts.push({ wall: { ...wall, start: pointAt(wall, from), end: pointAt(wall, middle - half) }, after });
    [from, after] = [middle + half, opening];
  }
  parts.push({ wall: { ...wall, start: pointAt(wall, from) }, after });
  return parts;
}
