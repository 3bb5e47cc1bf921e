import type { components } from "@/api/schema";

export type Plan = Omit<components["schemas"]["Plan"], "labels" | "spaces" | "drawn_openings"> & {
  labels?: Label[];
  spaces?: Space[];
  drawn_openings?: DrawnOpening[];
};
/** A door or a window that a drawing shows, from jamb to jamb. */
export type DrawnOpening = components["schemas"]["DrawnOpening"];
export type Wall = Plan["walls"][number];
export type Point = readonly [x: number, y: number];

/** A text in a plan, which belongs to the room around its point. */
export interface Label {
  text: string;
  point: [number, number];
  kind?: "name" | "number" | "usage" | "area";
}

/** A space that a building model knows. */
export interface Space {
  polygon: [number, number][];
  name?: string;
  number?: string;
}

/** The points of a wall's centre line; an arc becomes short straight sides. */
export function wallPoints(wall: Wall): Point[] {
  switch (wall.type) {
    case "line":
      return [wall.start, wall.end];
    case "polyline": {
      const [first] = wall.points;
      return wall.closed && first ? [...wall.points, first] : wall.points;
    }
    case "arc":
      return arcPoints(wall.start, wall.end, wall.bulge);
  }
}

const SIDES_PER_TURN = 64;

/** Bulge as in DXF: the tangent of a quarter of the sweep, positive counter-clockwise. */
function arcPoints(start: Point, end: Point, bulge: number): Point[] {
  const sweep = 4 * Math.atan(bulge);
  if (sweep === 0) return [start, end];
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const offset = (1 / bulge - bulge) / 4; // centre, as a share of the chord, to its left
  const centre: Point = [(start[0] + end[0]) / 2 - dy * offset, (start[1] + end[1]) / 2 + dx * offset];
  const sides = Math.max(2, Math.ceil((Math.abs(sweep) / (2 * Math.PI)) * SIDES_PER_TURN));
  const [rx, ry] = [start[0] - centre[0], start[1] - centre[1]];
  const points: Point[] = [start];
  for (let side = 1; side < sides; side++) {
    const [cos, sin] = [Math.cos((sweep * side) / sides), Math.sin((sweep * side) / sides)];
    points.push([centre[0] + rx * cos - ry * sin, centre[1] + rx * sin + ry * cos]);
  }
  return [...points, end];
}
