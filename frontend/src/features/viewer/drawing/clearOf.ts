import { touches } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import type { Box } from "@/plan/view";

/** How far a label goes out of the way, nearest first, in pixels. */
const STEPS = [18, 30, 44, 60];
const WAYS: readonly Point[] = [
  [0, 1],
  [0, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [1, 1],
  [-1, -1],
  [1, -1],
];

/**
 * The place nearest to its own where a label covers no mark and still fits; null if there is none.
 * All lengths are pixels.
 */
export function clearOf(
  marks: readonly Box[],
  place: Point,
  [width, height]: Point,
  fits: (place: Point) => boolean,
): Point | null {
  const isClear = ([x, y]: Point) => {
    const box: Box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    return !marks.some((mark) => touches(mark, box));
  };
  if (isClear(place)) return place;
  for (const step of STEPS) {
    for (const [dx, dy] of WAYS) {
      const moved: Point = [place[0] + dx * step, place[1] + dy * step];
      if (isClear(moved) && fits(moved)) return moved;
    }
  }
  return null;
}
