import type { Point } from "@/plan/plan";
import { distance } from "@/plan/geometry";

import type { Draft } from "./document";
import { rescale } from "./edits";

/** Metres in one unit; what is not listed, such as pixels, has no size of its own. */
export const METRES: Readonly<Record<string, number>> = { m: 1, si: 1, cm: 0.01, mm: 0.001, km: 1000, ft: 0.3048, ip: 0.3048, in: 0.0254 };

/** What lengths can be given in. */
export const LENGTH_UNITS = ["m", "cm", "mm", "ft", "in"] as const;

/** On paper, of drawings that say "1:100". */
export const PAPER_UNITS: Readonly<Record<string, number>> = { mm: 0.001, cm: 0.01, "pt (1/72 in)": 0.0254 / 72, "px (1/96 in)": 0.0254 / 96, in: 0.0254 };

/** Whether lengths of a plan are lengths in the world. */
export function hasScale(units: string | null | undefined): boolean {
  return typeof units === "string" && units in METRES;
}

/** Say what one unit is, and leave all numbers as they are. */
export function relabel(draft: Draft, units: string | null): Draft {
  return rescale(draft, 1, units);
}

/** The same lengths in another unit; where one of the two has no size, there is nothing to convert by. */
export function convert(draft: Draft, units: string): Draft {
  const [from, to] = [METRES[draft.units ?? ""], METRES[units]];
  return from === undefined || to === undefined ? draft : rescale(draft, from / to, units);
}

/** Make two places lie a length apart. */
export function scaleByLength(draft: Draft, from: Point, to: Point, length: number, units: string): Draft {
  const apart = distance(from, to);
  return apart === 0 ? draft : rescale(draft, length / apart, units, from);
}

/** A drawing on paper at 1:`ratio`, of which one unit is so many metres of paper. */
export function scaleByRatio(draft: Draft, ratio: number, paperMetres: number, units: string): Draft {
  return rescale(draft, (ratio * paperMetres) / (METRES[units] ?? 1), units);
}

/** Make a room, whose area was found in the units that the drawing has now, as large as it is known to be. */
export function scaleByArea(draft: Draft, found: number, known: number, units: string): Draft {
  return found > 0 && known > 0 ? rescale(draft, Math.sqrt(known / found), units) : draft;
}
