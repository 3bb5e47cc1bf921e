import type { Fault } from "@/api/problem";

export interface PlacedFault {
  /** Index of the wall that the fault belongs to; null when it belongs to the plan as a whole. */
  wall: number | null;
  /** On which line of the file the wall begins, where that is known. */
  line: number | null;
  /** Where, in words, for example "Wall 4, end, x". */
  place: string;
  detail: string;
}

const AXES: Record<string, string> = { 0: "x", 1: "y" };

/** Say in words what a JSON Pointer such as /walls/3/end/0 points at. People count walls from 1. */
export function placeFault({ pointer, detail }: Fault, lines: readonly number[] = []): PlacedFault {
  const [list, index, ...rest] = pointer.split("/").slice(1);
  const wall = list === "walls" && index !== undefined && /^\d+$/.test(index) ? Number(index) : null;
  if (wall === null) return { wall, line: null, place: list === undefined ? "The plan" : `“${list}”`, detail };
  const fields = rest.map((field) => AXES[field] ?? field.replaceAll("_", " "));
  return { wall, line: lines[wall] ?? null, place: [`Wall ${String(wall + 1)}`, ...fields].join(", "), detail };
}
