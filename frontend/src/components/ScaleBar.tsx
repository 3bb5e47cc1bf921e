import { formatLength } from "@/lib/format";
import { scaleBar } from "@/plan/scaleBar";

interface Props {
  pixelsPerUnit: number;
  units: string | null | undefined;
}

const MOST_PX = 120;

/** How long a round length is on the screen. */
export function ScaleBar({ pixelsPerUnit, units }: Props) {
  if (!Number.isFinite(pixelsPerUnit) || pixelsPerUnit <= 0) return null;
  const { length, pixels } = scaleBar(pixelsPerUnit, MOST_PX);
  const text = formatLength(length, units);
  return (
    <div className="scale-bar" role="img" aria-label={`Scale: the bar is ${text} long`}>
      <span style={{ width: pixels }} />
      {text}
    </div>
  );
}
