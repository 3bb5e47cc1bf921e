import { memo } from "react";

import { exactPath } from "../drawing/exactPath";
import { CHANGE_NAMES, type SheetRoom } from "../model/changes";
import { At } from "./At";

interface Props {
  rooms: readonly SheetRoom[];
  /** Pixels per unit. */
  scale: number;
  /** Walls have changed since. */
  faded: boolean;
}

const HEIGHT_PX = 22;
const LETTER_PX = 7.4;
const PADDING_PX = 14;

/** Where rooms are new, changed or gone, in words, for colours do not say it to everybody; outlines of those gone. */
export const ChangeMarks = memo(function ChangeMarks({ rooms, scale, faded }: Props) {
  const gone = rooms.filter(({ kind }) => kind === "removed");
  return (
    <g className="change-marks" data-faded={faded}>
      {gone.map(({ id, rings }) => (
        <path key={id} className="gone-room" d={rings.map((ring) => `${exactPath(ring)}Z`).join("")} />
      ))}
      {rooms.map(({ id, kind, labelPoint, width, height }) => {
        if (kind === "unchanged") return null;
        const word = CHANGE_NAMES[kind];
        const long = word.length * LETTER_PX + PADDING_PX;
        if (width * scale < long || height * scale < HEIGHT_PX) return null;
        return (
          <At key={`${kind} ${id}`} point={labelPoint}>
            <g className="change-mark" data-change={kind}>
              <rect x={-long / 2} y={-HEIGHT_PX / 2} width={long} height={HEIGHT_PX} rx="6" />
              <text>{word}</text>
            </g>
          </At>
        );
      })}
    </g>
  );
});
