import { formatArea, formatPercent, formatSeconds } from "@/lib/format";

import type { DetectionResult } from "@/api/result";

interface Props {
  result: DetectionResult;
  processingTime: number | null;
}

/** The plan in figures. What the detector does not say is left out. */
export function Summary({ result, processingTime }: Props) {
  const area = result.rooms.reduce((sum, room) => sum + room.area, 0);
  const { confidence_score: confidence } = result;
  return (
    <dl className="summary" aria-label="Summary">
      <Figure term="Rooms">{result.rooms_count.toLocaleString("en")}</Figure>
      <Figure term="Total area">{formatArea(area, result.units)}</Figure>
      {typeof confidence === "number" && <Figure term="Confidence">{formatPercent(confidence)}</Figure>}
      {processingTime !== null && <Figure term="Found in">{formatSeconds(processingTime)}</Figure>}
    </dl>
  );
}

function Figure({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
