import { memo } from "react";

import { formatArea } from "@/plan/formatArea";

import { exactPath } from "../drawing/exactPath";
import { CHANGE_NAMES, type SheetRoom } from "../model/changes";
import { At } from "./At";

interface Props {
  rooms: readonly SheetRoom[];
  /** Pixels per unit. */
  scale: number;
  /** Of the drawing. */
  units: string | null;
  /** Walls have changed since. */
  faded: boolean;
}

const HEIGHT_PX = 22;
const LETTER_PX = 7.4;
const PADDING_PX = 14;

/** Areas of rooms, and where they are new, changed or gone, in words: colours do not say it to everybody; outlines of those gone. */
export const ChangeMarks = memo(function ChangeMarks({ rooms, scale, units, faded }: Props) {
  const gone = rooms.filter(({ kind }) => kind === "removed");
  return (
    <g className="change-marks" data-faded={faded}>
      {gone.map(({ id, rings }) => (
        <path key={id} className="gone-room" d={rings.map((ring) => `${exactPath(ring)}Z`).join("")} />
      ))}
      {rooms.map((room) => (
        <Mark key={`${room.kind} ${room.id}`} room={room} scale={scale} units={units} />
      ))}
    </g>
  );
});

function Mark({
  room: { kind, labelPoint, width, height, area },
  scale,
  units,
}: {
  room: SheetRoom;
  scale: number;
  units: string | null;
}) {
  const word = kind === "unchanged" ? null : CHANGE_NAMES[kind];
  const long = (word?.length ?? 0) * LETTER_PX + PADDING_PX;
  const text = formatArea(area, units);
  const fits = (needed: number, lines: number) => width * scale >= needed && height * scale >= lines * HEIGHT_PX;
  const hasWord = word !== null && fits(long, 1);
  const hasArea = kind !== "removed" && fits(text.length * LETTER_PX, hasWord ? 2 : 1);
  if (!hasWord && !hasArea) return null;
  return (
    <At point={labelPoint}>
      {hasWord && (
        <g
          className="change-mark"
          data-change={kind}
          transform={hasArea ? `translate(0 ${String(-HEIGHT_PX / 2)})` : undefined}
        >
          <rect x={-long / 2} y={-HEIGHT_PX / 2} width={long} height={HEIGHT_PX} rx="6" />
          <text>{word}</text>
        </g>
      )}
      {hasArea && (
        <text className="area-mark" y={hasWord ? HEIGHT_PX / 2 : 0}>
          {text}
        </text>
      )}
    </At>
  );
}
