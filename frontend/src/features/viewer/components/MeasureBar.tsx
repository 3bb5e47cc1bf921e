import Button from "@mui/material/Button";

import { formatLength } from "@/lib/format";

import { lengthsOf } from "../measure";
import type { Scene } from "../scene";
import type { Measure } from "../useMeasure";

interface Props {
  scene: Scene;
  measure: Measure;
  onEnd: () => void;
}

/** What has been measured, and what to do next. */
export function MeasureBar({ scene, measure: { points, cursor, undo }, onEnd }: Props) {
  const total = (line: typeof points) => lengthsOf(line, scene.scale).reduce((sum, length) => sum + length, 0);
  return (
    <div className="measure-bar" data-control>
      <span role="status">
        {points.length > 1
          ? `${points.length > 2 ? "Together " : ""}${formatLength(total(points), scene.units)}`
          : points.length === 1
            ? "Set the second point."
            : "Set the first point: press, or arrow keys and Enter."}
      </span>
      {cursor && points.length === 1 && (
        <strong aria-hidden="true">{formatLength(total([...points, cursor]), scene.units)}</strong>
      )}
      <Button size="small" color="inherit" disabled={points.length === 0} onClick={undo}>
        Back
      </Button>
      <Button size="small" color="inherit" onClick={onEnd}>
        Done
      </Button>
    </div>
  );
}
