import { useMemo } from "react";

import type { DetectionResult } from "@/api/result";
import { StateMessage } from "@/components/StateMessage";
import type { Plan } from "@/lib/plan";

import { buildScene } from "../scene";
import { useFocus } from "../useFocus";
import { DownloadButton } from "./DownloadButton";
import { PlanView } from "./PlanView";
import { RoomDetails } from "./RoomDetails";
import { RoomTable } from "./RoomTable";
import { Summary } from "./Summary";

interface Props {
  plan: Plan;
  result: DetectionResult;
  processingTime: number | null;
  fileName: string;
}

/** A plan with its rooms: the drawing on one side, figures on the other, and each speaks of the same room. */
export function RoomExplorer({ plan, result, processingTime, fileName }: Props) {
  const scene = useMemo(() => buildScene(plan, result), [plan, result]);
  const focus = useFocus(result.rooms);
  const shown = scene.rooms.find(({ room }) => room.id === focus.shown);
  return (
    <>
      <div className="sheet">
        <PlanView scene={scene} focus={focus} />
      </div>
      <aside className="side" aria-label="Rooms found">
        <Summary result={result} processingTime={processingTime} />
        {scene.rooms.length > 0 ? (
          <>
            <RoomDetails item={shown} rooms={scene.rooms} units={scene.units} onSelect={focus.select} />
            <div className="table-frame">
              <RoomTable scene={scene} focus={focus} />
            </div>
          </>
        ) : (
          <StateMessage picture="empty" title="No rooms in this plan">
            None of its walls enclose a space. Look for gaps between the ends of walls, close them, and try again.
          </StateMessage>
        )}
        <DownloadButton name={fileName} content={result} />
      </aside>
    </>
  );
}
