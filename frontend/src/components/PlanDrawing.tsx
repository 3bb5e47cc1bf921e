import { useMemo } from "react";

import { drawingOf, pathData } from "@/lib/drawing";
import { wallPoints, type Plan } from "@/lib/plan";

interface Props {
  plan: Plan;
  /** Indices of walls to mark as wrong. */
  marked?: ReadonlySet<number>;
}

/** A still picture of a plan's walls, in the text colour; it fills its parent. */
export function PlanDrawing({ plan, marked }: Props) {
  const { viewBox, walls, wrong } = useMemo(() => {
    const drawing = drawingOf(plan);
    const paths = plan.walls.map((wall) => pathData(wallPoints(wall).map(drawing.place)));
    return {
      viewBox: `0 0 ${String(drawing.width)} ${String(drawing.height)}`,
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
