import { formatPercent, formatWork } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";
import type { DetectionResult } from "@/plan/result";

import { Fact } from "./Fact";

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
      <Fact term="Rooms">{result.rooms_count.toLocaleString("en")}</Fact>
      <Fact term="Total area">{formatArea(area, result.units)}</Fact>
      {typeof confidence === "number" && <Fact term="Confidence">{formatPercent(confidence)}</Fact>}
      {processingTime !== null && <Fact term="Found in">{formatWork(processingTime)}</Fact>}
    </dl>
  );
}
