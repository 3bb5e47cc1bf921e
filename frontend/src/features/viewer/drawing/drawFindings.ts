import type { Point } from "@/plan/plan";

import type { Stretch } from "./drawn";
import type { Context, Palette } from "./palette";

/** Stretches that were added are dashed, those left out dotted, leaks dashed in the colour of warnings. */
export function drawFindings(context: Context, stretches: readonly Stretch[], scale: number, palette: Palette): void {
  const stroke = (lines: (readonly [Point, Point])[], colour: string, px: number, dash: number[]) => {
    context.strokeStyle = colour;
    context.lineWidth = px / scale;
    context.setLineDash(dash.map((length) => length / scale));
    context.beginPath();
    for (const [[x0, y0], [x1, y1]] of lines) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
  };
  const of = (...kinds: Stretch["kind"][]) =>
    stretches.filter(({ kind }) => kinds.includes(kind)).map(({ line }) => line);

  context.lineCap = "butt";
  const leftOut = of("stub", "overshoot");
  stroke(leftOut, palette.paper, 5, []);
  stroke(leftOut, palette.wall, 2.5, [2, 3]);
  stroke(of("gap", "opening"), palette.accent, 3, [6, 4]);
  stroke(of("leak"), palette.warning, 3, [3, 4]);
  context.setLineDash([]);
}
