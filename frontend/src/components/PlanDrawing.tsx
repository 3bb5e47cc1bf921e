import { useMemo } from "react";

import { drawingOf, pathData, type Drawing } from "@/plan/drawing";
import { wallPoints, type Plan } from "@/plan/plan";

interface Props {
  plan: Plan;
  /** Indices of walls to mark as wrong. */
  marked?: ReadonlySet<number>;
}

/** Walls in one line have no height, or no width; browsers draw nothing in a frame of none. */
function frameOf({ width, height }: Drawing): string {
  const [x, y] = [width, height].map((length) => (length > 0 ? 0 : -1));
  return [x, y, width || 2, height || 2].join(" ");
}

/** A still picture of a plan's walls, in the text colour; it fills its parent. */
export function PlanDrawing({ plan, marked }: Props) {
  const { viewBox, walls, wrong } = useMemo(() => {
    const drawing = drawingOf(plan);
    const paths = plan.walls.map((wall) => pathData(wallPoints(wall).map(drawing.place)));
    return {
      viewBox: frameOf(drawing),
      walls: paths.filter((_, index) => !marked?.has(index)).join(""),
      wrong: paths.filter((_, index) => marked?.has(index)).join(""),
    };
  }, [plan, marked]);
  const line = { fill: "none", strokeLinecap: "round", strokeLinejoin: "round" } as const;
  const strokeWidth = plan.walls.length > 400 ? 1 : 2;
  return (
    <svg viewBox={viewBox} aria-hidden="true" style={{ width: "100%", height: "100%", overflow: "visible" }}>
      <path {...line} d={walls} stroke="currentColor" strokeWidth={strokeWidth} vectorEffect="non-scaling-stroke" />
      {wrong && (
        <path
          {...line}
          d={wrong}
          stroke="var(--mui-palette-error-main)"
          strokeWidth={strokeWidth * 2}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
