import { scaleBar } from "@/plan/scaleBar";

const LEAST_PX = 14;

/** The side of the squares of the grid: the shortest round length that is not too small to see. */
export function gridStep(pixelsPerUnit: number): number {
  const { length } = scaleBar(pixelsPerUnit, LEAST_PX * 2.5);
  return length;
}
