import { isInside } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import type { Box } from "@/plan/view";

import { scaleToFit } from "./labelFit";

const STEPS = 12;
/** A place that offers this share of the room's size around it needs no better one. */
const ENOUGH = 0.3;

/**
 * Where in a room its label fits best: the point given, unless that lies close to a wall.
 * In an L-shaped room the centroid may lie near the inner corner, while there is room for a name along each arm.
 */
export function labelPlace(rings: readonly (readonly Point[])[], start: Point, [minX, minY, maxX, maxY]: Box): Point {
  const side = Math.min(maxX - minX, maxY - minY);
  const needed = (place: Point) => scaleToFit(rings, place, 3, 1); // names are about three times as wide as high
  let best = start;
  let least = needed(start);
  if (1 / least >= (side * ENOUGH) / 3) return start;
  for (let column = 1; column < STEPS; column++) {
    for (let row = 1; row < STEPS; row++) {
      const place: Point = [minX + ((maxX - minX) * column) / STEPS, minY + ((maxY - minY) * row) / STEPS];
      if (!isInside(rings, place)) continue;
      const scale = needed(place);
      if (scale < least) [best, least] = [place, scale];
    }
  }
  return best;
}
