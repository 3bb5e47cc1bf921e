import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import { metresOf } from "@/plan/units";

import type { Draft } from "./document";
import { rescale } from "./edits";

/** What lengths can be given in. */
export const LENGTH_UNITS = ["m", "cm", "mm", "ft", "in"] as const;

/** On paper, of drawings that say "1:100". */
export const PAPER_UNITS: Readonly<Record<string, number>> = {
  mm: 0.001,
  cm: 0.01,
  "pt (1/72 in)": 0.0254 / 72,
  "px (1/96 in)": 0.0254 / 96,
  in: 0.0254,
};

/** Say what one unit is, and leave all numbers as they are. */
export function relabel(draft: Draft, units: string | null): Draft {
  return rescale(draft, 1, units);
}

/** The same lengths in another unit; where one of the two has no size, there is nothing to convert by. */
export function convert(draft: Draft, units: string): Draft {
  const [from, to] = [metresOf(draft.units), metresOf(units)];
  return from === undefined || to === undefined ? draft : rescale(draft, from / to, units);
}

/** Make two places lie a length apart. */
export function scaleByLength(draft: Draft, from: Point, to: Point, length: number, units: string): Draft {
  const apart = distance(from, to);
  return apart === 0 ? draft : rescale(draft, length / apart, units, from);
}

/** A drawing on paper at 1:`ratio`, of which one unit is so many metres of paper. */
export function scaleByRatio(draft: Draft, ratio: number, paperMetres: number, units: string): Draft {
  return rescale(draft, (ratio * paperMetres) / (metresOf(units) ?? 1), units);
}

/** Make a room, whose area was found in the units that the drawing has now, as large as it is known to be. */
export function scaleByArea(draft: Draft, found: number, known: number, units: string): Draft {
  return found > 0 && known > 0 ? rescale(draft, Math.sqrt(known / found), units) : draft;
}
