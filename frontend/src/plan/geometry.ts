import type { Point } from "./plan";

/** Pure plane geometry, in whatever units the points have. */

export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

export function middle([ax, ay]: Point, [bx, by]: Point): Point {
  return [(ax + bx) / 2, (ay + by) / 2];
}

/** The point of a segment that is nearest to another point. */
export function nearestOnSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): Point {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  if (length2 === 0) return [ax, ay];
  const t = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length2));
  return [ax + t * dx, ay + t * dy];
}

/** Where two segments cross or touch; undefined if they do not, or run parallel. */
export function crossing([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point, [dx, dy]: Point): Point | undefined {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy];
  const area = ux * vy - uy * vx;
  if (Math.abs(area) <= 1e-12 * Math.hypot(ux, uy) * Math.hypot(vx, vy)) return undefined;
  const t = ((cx - ax) * vy - (cy - ay) * vx) / area;
  const s = ((cx - ax) * uy - (cy - ay) * ux) / area;
  return t < 0 || t > 1 || s < 0 || s > 1 ? undefined : [ax + t * ux, ay + t * uy];
}

/** Even-odd rule, so that holes may be among the rings. */
export function isInside(rings: readonly (readonly Point[])[], [x, y]: Point): boolean {
  let inside = false;
  for (const ring of rings) {
    let [ax, ay] = ring.at(-1) ?? [0, 0];
    for (const [bx, by] of ring) {
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
      [ax, ay] = [bx, by];
    }
  }
  return inside;
}
