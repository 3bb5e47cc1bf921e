import type { Point } from "@/plan/plan";

/**
 * The smallest magnification at which a label of a size in pixels, centred on a point, stays inside the rings.
 *
 * A label fits when no side of a ring enters its rectangle, so the nearest side counts, measured in half labels.
 */
export function scaleToFit(rings: readonly (readonly Point[])[], centre: Point, width: number, height: number): number {
  let nearest = Infinity;
  for (const ring of rings) {
    ring.forEach((point, index) => {
      const next = ring[(index + 1) % ring.length] ?? point;
      nearest = Math.min(nearest, distance(relative(point), relative(next)));
    });
  }
  return 1 / nearest;

  function relative([x, y]: Point): Point {
    return [(x - centre[0]) / (width / 2), (y - centre[1]) / (height / 2)];
  }
}

/** Chebyshev distance of a segment from the origin: it is least at an end or where x = 0, y = 0 or |x| = |y|. */
function distance([ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const turns = [0, 1, -ax / dx, -ay / dy, (ay - ax) / (dx - dy), -(ax + ay) / (dx + dy)];
  const inside = turns.filter((t) => t >= 0 && t <= 1); // drops what a division by zero left, too
  return Math.min(...inside.map((t) => Math.max(Math.abs(ax + t * dx), Math.abs(ay + t * dy))));
}
