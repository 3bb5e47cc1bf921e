import { wallPoints, type Plan, type Point } from "./plan";

/** The longest side of a drawing. Plans may be georeferenced or in metres; screens like small whole numbers. */
export const DRAWING_SIZE = 1000;

/** Maps plan coordinates to a drawing that starts at 0, 0, points down like a screen and has a fixed size. */
export interface Drawing {
  width: number;
  height: number;
  /** Drawing units per plan unit. */
  scale: number;
  place: (point: Point) => Point;
}

/** Pixels of a scanned image count downwards; every other unit comes from a drawing, where y points up. */
export function drawingOf(plan: Plan): Drawing {
  const points = plan.walls.flatMap(wallPoints);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  if (points.length === 0) [minX, minY, maxX, maxY] = [0, 0, 0, 0];
  const scale = DRAWING_SIZE / (Math.max(maxX - minX, maxY - minY) || 1);
  const down = (plan.units ?? "px") === "px";
  return {
    width: (maxX - minX) * scale,
    height: (maxY - minY) * scale,
    scale,
    place: ([x, y]) => [(x - minX) * scale, (down ? y - minY : maxY - y) * scale],
  };
}

/** SVG path data through the points, closed if wanted. */
export function pathData(points: readonly Point[], closed = false): string {
  const corners = points.map(([x, y]) => `${round(x)} ${round(y)}`);
  return `M${corners.join("L")}${closed ? "Z" : ""}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
