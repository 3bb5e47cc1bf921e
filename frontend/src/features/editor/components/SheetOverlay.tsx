import type { CSSProperties, ReactNode } from "react";

import { formatLength } from "@/lib/format";
import { distance, middle } from "@/plan/geometry";
import { wallPoints, type Point } from "@/plan/plan";
import type { View } from "@/plan/view";

import { exactPath } from "../drawing/exactPath";
import type { SheetRoom } from "../model/changes";
import { vertices, type Draft } from "../model/document";
import { jambs } from "../model/openings";
import type { EditorState } from "../model/state";
import type { SheetWork } from "../useSheet";
import { At } from "./At";
import { ChangeMarks } from "./ChangeMarks";

interface Props {
  draft: Draft;
  state: EditorState;
  work: SheetWork;
  view: View;
  rooms: readonly SheetRoom[];
  /** Walls have changed since the rooms were found. */
  faded: boolean;
}

/** More handles would hide the walls. */
const MOST_HANDLES = 300;

/** Handles, guides, the wall being drawn, its length: what is worked with, over what has been drawn. */
export function SheetOverlay({ draft, state, work, view, rooms, faded }: Props) {
  const { cursor, marquee, hovered } = work;
  const chosen = draft.walls.filter(({ key }) => state.selected.has(key));
  const handles = state.tool === "select" ? chosen.flatMap(({ wall }) => vertices(wall)).slice(0, MOST_HANDLES) : [];
  const under = draft.walls.find(({ key }) => key === hovered);
  const opening = draft.openings.find(({ key }) => key === hovered);
  const open = opening && jambs(draft, opening);
  const from = state.chain?.from;
  const marks =
    state.tool === "calibrate" && cursor && state.marks.length === 1 ? [...state.marks, cursor.point] : state.marks;
  return (
    <svg className="mark-layer" aria-hidden="true" style={{ "--upright": 1 / view.scale } as CSSProperties}>
      <g className="work" transform={`translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`}>
        <ChangeMarks rooms={rooms} scale={view.scale} units={draft.units} faded={faded} />
        {under && <path className="hovered-wall" d={exactPath(wallPoints(under.wall))} />}
        {open && <path className="hovered-wall" d={exactPath(open)} />}
        {cursor?.guides.map(([a, b], index) => (
          <path key={index} className="guide" d={exactPath(beyond(a, b, 30 / view.scale))} />
        ))}
        {from && cursor && <path className="new-wall" d={exactPath([from, cursor.point])} />}
        {handles.map((point, index) => (
          <At key={index} point={point}>
            <rect className="handle" x="-5" y="-5" width="10" height="10" />
          </At>
        ))}
        {marks.length > 1 && <path className="guide" d={exactPath(marks)} />}
        {marks.map((point, index) => (
          <At key={index} point={point}>
            <path className="mark" d="M-8 0H8M0 -8V8" />
          </At>
        ))}
        {cursor && (
          <At point={cursor.point}>
            <path className="cross" d="M-14 0H-4M4 0H14M0 -14V-4M0 4V14" />
            <g data-snap={cursor.kind}>{SIGNS[cursor.kind]}</g>
          </At>
        )}
        {from && cursor && <Length from={from} to={cursor.point} units={draft.units} />}
        {marquee && <path className="marquee" d={`${exactPath(corners(...marquee))}Z`} />}
      </g>
    </svg>
  );
}

/** What the cursor snapped to, by its shape. */
const SIGNS: Record<NonNullable<SheetWork["cursor"]>["kind"], ReactNode> = {
  end: <rect className="snap-sign" x="-6" y="-6" width="12" height="12" />,
  crossing: <path className="snap-sign" d="M-6 -6L6 6M-6 6L6 -6" />,
  wall: <path className="snap-sign" d="M-6 -6H6L-6 6H6Z" />,
  axis: <circle className="snap-sign" r="2.5" />,
  angle: <circle className="snap-sign" r="2.5" />,
  grid: <circle className="snap-sign" r="1.5" />,
  none: null,
};

function Length({ from, to, units }: { from: Point; to: Point; units: string | null }) {
  const length = distance(from, to);
  if (length === 0) return null;
  const text = `${formatLength(length, units)}  ${String(Math.round(angleOf(from, to)))}°`;
  const width = text.length * 7 + 14;
  return (
    <At point={middle(from, to)}>
      <g className="measure" transform="translate(0 -18)">
        <rect x={-width / 2} y="-11" width={width} height="22" rx="6" />
        <text>{text}</text>
      </g>
    </At>
  );
}

/** In degrees, counter-clockwise from the right, 0 to 360. */
export function angleOf([ax, ay]: Point, [bx, by]: Point): number {
  const degrees = (Math.atan2(ay - by, bx - ax) * 180) / Math.PI;
  return (degrees + 360) % 360;
}

function corners([ax, ay]: Point, [bx, by]: Point): Point[] {
  return [
    [ax, ay],
    [bx, ay],
    [bx, by],
    [ax, by],
  ];
}

function beyond(from: Point, to: Point, by: number): Point[] {
  const length = distance(from, to) || 1;
  return [from, [to[0] + ((to[0] - from[0]) / length) * by, to[1] + ((to[1] - from[1]) / length) * by]];
}
