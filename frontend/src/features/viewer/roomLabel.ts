import { formatPercent } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";
import type { Point } from "@/plan/plan";

import { scaleToFit } from "./labelFit";
import { labelPlace } from "./labelPlace";
import type { DrawnRoom } from "./drawing/drawn";
import type { Look } from "./drawing/picture";

export interface RoomLabel {
  at: Point;
  /** Longest first; each with its width and height in pixels, and the magnification from which on it fits. */
  texts: { lines: string[]; size: Point; fromScale: number }[];
}

export const LINE_HEIGHT = 17;
const LETTER_WIDTH = 7.4;
const PADDING = 10;

/** Labels by room; those of rooms nobody came close to are never made. */
const known = new WeakMap<DrawnRoom, Map<Look["colourBy"], RoomLabel>>();

/** The name of a room and what its colour says, or its area, and where in the room they fit. */
export function roomLabel(item: DrawnRoom, units: string | null, colourBy: Look["colourBy"]): RoomLabel {
  const labels = known.get(item) ?? new Map<Look["colourBy"], RoomLabel>();
  known.set(item, labels);
  let label = labels.get(colourBy);
  if (!label) labels.set(colourBy, (label = makeLabel(item, units, colourBy)));
  return label;
}

function makeLabel(item: DrawnRoom, units: string | null, colourBy: Look["colourBy"]) {
  const { area, confidence, usage, rings, name, box, labelPoint } = item;
  const at = labelPlace(rings, labelPoint, box);
  const sure = colourBy === "confidence" && confidence !== undefined;
  const figure = sure
    ? formatPercent(confidence)
    : colourBy === "usage" && usage !== ""
      ? usage
      : formatArea(area, units);
  const texts = sure ? [[name, figure], [figure]] : [[name, figure], ...shorter(name, figure)];
  return {
    at,
    texts: texts.map((lines) => {
      const size: Point = [labelWidth(lines), lines.length * LINE_HEIGHT + PADDING / 2];
      return { lines, size, fromScale: scaleToFit(rings, at, ...size) };
    }),
  };
}

/** "Room 7" is 7 where there is less room; a name takes a line for each word, then its first word has to do. */
function shorter(name: string, figure: string): string[][] {
  const words = name.split(" ");
  if (/^Room \d+$/.test(name)) return [[name], words.slice(1)];
  return words.length === 1 ? [[name]] : [[...words, figure], [name], words, words.slice(0, 1)];
}

function labelWidth(lines: string[]): number {
  return Math.max(...lines.map((line) => line.length)) * LETTER_WIDTH + PADDING;
}
