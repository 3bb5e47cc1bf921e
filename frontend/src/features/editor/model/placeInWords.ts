import { formatLength } from "@/lib/format";
import type { Point } from "@/plan/plan";

import { turnedPoint } from "./document";
import type { SnapKind } from "./snap";

const KINDS: Record<SnapKind, string> = {
  end: ", end of a wall",
  crossing: ", crossing",
  wall: ", on a wall",
  axis: ", in line",
  angle: "",
  grid: "",
  none: "",
};

/** A place on the sheet for those who do not see the cross. */
export function placeInWords(point: Point, kind: SnapKind, units: string | null): string {
  const [x, y] = turnedPoint(point, units);
  return `${formatLength(x, null)}, ${formatLength(y, units)}${KINDS[kind]}`;
}
