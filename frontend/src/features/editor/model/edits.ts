import { distance, nearestOnSegment } from "@/plan/geometry";
import { unionOf } from "@/plan/grid";
import { wallPoints, type Point, type Wall } from "@/plan/plan";

import {
  boxOfWall,
  mapNotes,
  mapPoints,
  vertices,
  wallLength,
  type Background,
  type Draft,
  type DraftWall,
} from "./document";
import { pointAt, shareOf, type DraftOpening } from "./openings";

/** Each edit takes a draft and gives the next one; where nothing changes, the same one. */

export function addLine(draft: Draft, start: Point, end: Point, isLoadBearing = false): Draft {
  if (distance(start, end) === 0) return draft;
  const wall: Wall = {
    type: "line",
    start: [start[0], start[1]],
    end: [end[0], end[1]],
    is_load_bearing: isLoadBearing,
    thickness: null,
    id: null,
  };
  return { ...draft, walls: [...draft.walls, { key: draft.nextKey, wall }], nextKey: draft.nextKey + 1 };
}

/**
 * Move walls, and with them the ends of the others that are joined to them, so that rooms stay closed: a corner comes
 * along as it is; an end on the side of a moved wall follows it across, not along.
 */
export function dragWalls(draft: Draft, keys: ReadonlySet<number>, dx: number, dy: number, tolerance: number): Draft {
  if (dx === 0 && dy === 0) return draft;
  const moved = draft.walls.filter(({ key }) => keys.has(key)).map(({ wall }) => wall);
  const corners = moved.flatMap(vertices);
  const sides = moved.flatMap((wall) => {
    const points = wallPoints(wall);
    return points.slice(1).map((end, index) => [points[index] ?? end, end] as const);
  });
  const follow = (point: Point): Point => {
    if (corners.some((corner) => distance(corner, point) <= tolerance)) return [point[0] + dx, point[1] + dy];
    const side = sides.find(([a, b]) => distance(point, nearestOnSegment(point, a, b)) <= tolerance);
    if (!side) return point;
    const [a, b] = side;
    const length = distance(a, b) || 1;
    const [nx, ny] = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
    const across = dx * nx + dy * ny;
    return [point[0] + nx * across, point[1] + ny * across];
  };
  const walls = draft.walls.map((item) => {
    if (keys.has(item.key)) return { ...item, wall: mapPoints(item.wall, ([x, y]) => [x + dx, y + dy]) };
    const points = vertices(item.wall);
    const next = points.map(follow);
    if (next.every((point, index) => point === points[index])) return item;
    const wall = mapPoints(item.wall, (point, index) => next[index] ?? point);
    return hasLength(wall) ? { ...item, wall } : item;
  });
  return { ...draft, walls };
}

/** Move a corner, and with it the ends of all walls that lie on it, so that what was joined stays joined. */
export function moveCorner(draft: Draft, from: Point, to: Point, tolerance: number): Draft {
  const isIt = (point: Point) => distance(point, from) <= tolerance;
  const walls = draft.walls.map((item) => {
    if (!vertices(item.wall).some(isIt)) return item;
    const wall = mapPoints(item.wall, (point) => (isIt(point) ? to : point));
    return hasLength(wall) ? { ...item, wall } : item;
  });
  return { ...draft, walls };
}

/** Cut a wall in two where a point is nearest to it. An arc is cut at its chord's share of the sweep. */
export function splitWall(draft: Draft, key: number, near: Point): Draft {
  const index = draft.walls.findIndex((item) => item.key === key);
  const item = draft.walls[index];
  if (!item) return draft;
  const parts = cut(item.wall, near).filter(hasLength);
  if (parts.length < 2) return draft;
  const made = parts.map((wall, part) => ({ key: part === 0 ? key : draft.nextKey + part - 1, wall }));
  const openings = draft.openings.map((opening) =>
    opening.wall === key ? moveToPart(opening, item.wall, made) : opening,
  );
  return {
    ...draft,
    walls: draft.walls.toSpliced(index, 1, ...made),
    openings,
    nextKey: draft.nextKey + parts.length - 1,
  };
}

/** An opening in the one of two parts of its wall that it lies in. */
function moveToPart(opening: DraftOpening, whole: Wall, [first, second]: readonly DraftWall[]): DraftOpening {
  if (whole.type !== "line" || first?.wall.type !== "line" || second?.wall.type !== "line") return opening;
  const at = pointAt(whole, opening.at);
  const part = opening.at * wallLength(whole) < wallLength(first.wall) ? first : second;
  return part.wall.type === "line" ? { ...opening, wall: part.key, at: shareOf(part.wall, at) } : opening;
}

/** Without some walls and openings; what stood in a wall goes with it. */
export function deleteWalls(draft: Draft, keys: ReadonlySet<number>): Draft {
  const walls = draft.walls.filter(({ key }) => !keys.has(key));
  const openings = draft.openings.filter(({ key, wall }) => !keys.has(key) && !keys.has(wall));
  if (walls.length === draft.walls.length && openings.length === draft.openings.length) return draft;
  return { ...draft, walls: walls.length === draft.walls.length ? draft.walls : walls, openings };
}

/** A wall with its doors and windows, to be pasted. */
export interface Copied {
  wall: Wall;
  openings: readonly DraftOpening[];
}

export function copyOf(draft: Draft, keys: ReadonlySet<number>): Copied[] {
  return draft.walls
    .filter(({ key }) => keys.has(key))
    .map(({ key, wall }) => ({ wall, openings: draft.openings.filter((opening) => opening.wall === key) }));
}

/** Walls as they were copied, a little beside them; the answer names the new ones. */
export function addCopies(draft: Draft, copied: readonly Copied[], [dx, dy]: Point): { draft: Draft; keys: number[] } {
  let { nextKey } = draft;
  const copies = copied.map(({ wall }) => ({
    key: nextKey++,
    wall: { ...mapPoints(wall, ([x, y]) => [x + dx, y + dy]), id: null },
  }));
  if (copies.length === 0) return { draft, keys: [] };
  const openings = copied.flatMap((item, index) =>
    item.openings.map((opening) => ({ ...opening, key: nextKey++, wall: copies[index]?.key ?? opening.wall })),
  );
  const next = { ...draft, walls: [...draft.walls, ...copies], openings: [...draft.openings, ...openings], nextKey };
  return { draft: next, keys: copies.map(({ key }) => key) };
}

/** Turn walls a quarter counter-clockwise around their middle. */
export function rotateWalls(draft: Draft, keys: ReadonlySet<number>): Draft {
  const [cx, cy] = middleOf(draft, keys);
  return change(draft, keys, (wall) => mapPoints(wall, ([x, y]) => [cx + (y - cy), cy - (x - cx)]));
}

/** Exchange left and right of walls, around their middle. */
export function mirrorWalls(draft: Draft, keys: ReadonlySet<number>): Draft {
  const [cx] = middleOf(draft, keys);
  const turned = change(draft, keys, (wall) => {
    const mirrored = mapPoints(wall, ([x, y]) => [2 * cx - x, y]);
    return mirrored.type === "arc" ? { ...mirrored, bulge: -mirrored.bulge } : mirrored;
  });
  const openings = draft.openings.map((opening): DraftOpening =>
    keys.has(opening.wall) ? { ...opening, side: opening.side === 1 ? -1 : 1 } : opening,
  );
  return { ...turned, openings: openings.length > 0 ? openings : draft.openings };
}

function middleOf(draft: Draft, keys: ReadonlySet<number>): Point {
  const [minX, minY, maxX, maxY] = unionOf(
    draft.walls.filter(({ key }) => keys.has(key)).map(({ wall }) => boxOfWall(wall)),
  );
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}

/** How thick walls are, in units of the plan; null where nobody knows. */
export function setThickness(draft: Draft, keys: ReadonlySet<number>, thickness: number | null): Draft {
  return change(draft, keys, (wall) => ({ ...wall, thickness }));
}

export function setLoadBearing(draft: Draft, keys: ReadonlySet<number>, isLoadBearing: boolean): Draft {
  return change(draft, keys, (wall) => ({ ...wall, is_load_bearing: isLoadBearing }));
}

/** Give a straight wall another length; its start stays. */
export function setLength(draft: Draft, key: number, length: number): Draft {
  return change(draft, new Set([key]), (wall) => {
    if (wall.type !== "line" || length <= 0) return wall;
    const factor = length / distance(wall.start, wall.end);
    const along = (axis: 0 | 1) => wall.start[axis] + (wall.end[axis] - wall.start[axis]) * factor;
    return { ...wall, end: [along(0), along(1)] };
  });
}

export function setBackground(draft: Draft, background: Background | null): Draft {
  return { ...draft, background };
}

/** Magnify the background so that two places on it lie a length apart; the first one stays where it is. */
export function calibrate(draft: Draft, from: Point, to: Point, length: number): Draft {
  const apart = distance(from, to);
  if (!draft.background || apart === 0 || length <= 0) return draft;
  const factor = length / apart;
  const { at, scale } = draft.background;
  const moved: Point = [from[0] + (at[0] - from[0]) * factor, from[1] + (at[1] - from[1]) * factor];
  return { ...draft, background: { ...draft.background, at: moved, scale: scale * factor } };
}

/** All lengths by one factor, around a place that stays where it is; the units become what they are said to be. */
export function rescale(draft: Draft, factor: number, units: string | null, [cx, cy]: Point = [0, 0]): Draft {
  if (!Number.isFinite(factor) || factor <= 0) return draft;
  if (factor === 1) return units === draft.units ? draft : { ...draft, units };
  const grow = ([x, y]: Point): [number, number] => [cx + (x - cx) * factor, cy + (y - cy) * factor];
  const walls = draft.walls.map((item) => {
    const wall = mapPoints(item.wall, grow);
    return {
      ...item,
      wall: typeof wall.thickness === "number" ? { ...wall, thickness: wall.thickness * factor } : wall,
    };
  });
  const { background } = draft;
  return {
    ...draft,
    ...mapNotes(draft, grow),
    walls,
    openings: draft.openings.map((opening) => ({ ...opening, width: opening.width * factor })),
    units,
    origin: {}, // of the lengths as they were
    background: background && { ...background, at: grow(background.at), scale: background.scale * factor },
    factor: draft.factor * factor,
  };
}

function change(draft: Draft, keys: ReadonlySet<number>, edit: (wall: Wall) => Wall): Draft {
  const walls = draft.walls.map((item): DraftWall => (keys.has(item.key) ? { ...item, wall: edit(item.wall) } : item));
  return { ...draft, walls };
}

function hasLength(wall: Wall): boolean {
  const [first, ...rest] = wallPoints(wall);
  return first !== undefined && rest.some((point) => distance(point, first) > 0);
}

function cut(wall: Wall, near: Point): Wall[] {
  switch (wall.type) {
    case "line": {
      const [x, y] = nearestOnSegment(near, wall.start, wall.end);
      return [
        { ...wall, end: [x, y] },
        { ...wall, id: null, start: [x, y] },
      ];
    }
    case "arc":
      return cutArc(wall, near);
    case "polyline":
      return cutPolyline(wall, near);
  }
}

type Arc = Extract<Wall, { type: "arc" }>;
type Polyline = Extract<Wall, { type: "polyline" }>;

function cutArc(wall: Arc, near: Point): Wall[] {
  const points = wallPoints(wall);
  const nearest = points.reduce((best, point, index) => {
    const other = points[best] ?? point;
    return distance(point, near) < distance(other, near) ? index : best;
  }, 0);
  const [x, y] = points[nearest] ?? wall.start;
  const share = nearest / (points.length - 1); // the points lie evenly along the sweep
  const bulge = (part: number) => Math.tan(Math.atan(wall.bulge) * part);
  return [
    { ...wall, end: [x, y], bulge: bulge(share) },
    { ...wall, id: null, start: [x, y], bulge: bulge(1 - share) },
  ];
}

/** A closed polyline is cut open there and where it began. */
function cutPolyline(wall: Polyline, near: Point): Wall[] {
  const points = wallPoints(wall);
  let [side, at, least] = [0, near, Infinity];
  points.slice(1).forEach((end, index) => {
    const foot = nearestOnSegment(near, points[index] ?? end, end);
    if (distance(foot, near) < least) [side, at, least] = [index, foot, distance(foot, near)];
  });
  const [x, y] = at;
  const copy = (list: Point[]) => list.map(([px, py]): [number, number] => [px, py]);
  const before: [number, number][] = [...copy(points.slice(0, side + 1)), [x, y]];
  const after: [number, number][] = [[x, y], ...copy(points.slice(side + 1))];
  return [
    { ...wall, closed: false, points: before },
    { ...wall, closed: false, id: null, points: after },
  ];
}
