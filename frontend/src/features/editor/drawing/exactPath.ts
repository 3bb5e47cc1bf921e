import type { Point } from "@/plan/plan";

/** SVG path data. Unlike in a drawing of fixed size, the units may be metres: nothing is rounded. */
export function exactPath(points: readonly Point[]): string {
  return `M${points.map((point) => point.join(" ")).join("L")}`;
}
