import type { ReactNode } from "react";

import type { Point } from "@/plan/plan";

/** At a place of the sheet, upright and in pixels, however the sheet is magnified. */
export function At({ point: [x, y], children }: { point: Point; children: ReactNode }) {
  return (
    <g transform={`translate(${String(x)} ${String(y)})`}>
      <g className="upright">{children}</g>
    </g>
  );
}
