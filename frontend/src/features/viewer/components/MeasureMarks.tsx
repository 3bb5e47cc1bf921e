import { formatLength } from "@/lib/format";
import { pathData } from "@/plan/drawing";
import { middle } from "@/plan/geometry";

import { lengthsOf } from "../measure";
import type { Scene } from "../scene";
import type { Measure } from "../useMeasure";

interface Props {
  scene: Scene;
  measure: Measure;
}

/** The measured line with the length of each stretch. */
export function MeasureMarks({ scene, measure: { points, cursor } }: Props) {
  const line = cursor ? [...points, cursor] : points;
  const lengths = lengthsOf(line, scene.scale);
  return (
    <g className="measure" aria-hidden="true">
      {line.length > 1 && <path d={pathData(line)} />}
      {line.map((point, index) => (
        <g key={index} transform={`translate(${point.join(" ")})`}>
          <circle className="upright" r="4.5" />
        </g>
      ))}
      {lengths.map((length, index) => {
        const [from, to] = [line[index], line[index + 1]];
        if (!from || !to || length === 0) return null;
        const text = formatLength(length, scene.units);
        const width = text.length * 7.6 + 14;
        return (
          <g key={index} transform={`translate(${middle(from, to).join(" ")})`}>
            <g className="upright">
              <rect x={-width / 2} y="-11" width={width} height="22" rx="6" />
              <text>{text}</text>
            </g>
          </g>
        );
      })}
    </g>
  );
}
