import { middle } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import type { DetectionResult, Diagnostic, Repair } from "@/plan/result";

/** A repair or a diagnostic, at its place in the drawing. */
export interface Finding {
  /** As in the list, from 1. */
  number: number;
  kind: Repair["kind"] | Diagnostic["kind"];
  title: string;
  detail: string;
  /** Whether the detector changed something here; otherwise there is something to look at. */
  repaired: boolean;
  at: Point | null;
  /** The stretch that was added, left out or left open. */
  stretch: readonly [Point, Point] | null;
}

/** As many findings have marks in the drawing: more would hide it; the list has all of them. */
export const MOST_MARKS = 250;

const TITLES: Record<Finding["kind"], string> = {
  gap: "Gap closed",
  opening: "Opening closed",
  stub: "Stub left out",
  overshoot: "Overshoot left out",
  sliver: "Sliver left out",
  leak: "Leak",
  unused_wall: "Wall without a room",
  duplicate_wall: "Wall drawn twice",
  empty_wall: "Wall without length",
};

/** What to look at comes first, then what was repaired. */
export function findingsOf(
  { repairs = [], diagnostics = [] }: DetectionResult,
  walls: readonly { points: readonly Point[] }[],
  place: (point: Point) => Point,
): Finding[] {
  const toLookAt = diagnostics.map(({ kind, at, from, to, wall, detail }) => {
    const [first, second] = walls[wall ?? -1]?.points ?? [];
    const ofWall = first && second ? ([first, second] as const) : null;
    const stretch = from && to ? ([place(from), place(to)] as const) : ofWall;
    return { kind, detail, repaired: false, stretch, at: at ? place(at) : (stretch && middle(...stretch)) };
  });
  const repaired = repairs.map(({ kind, at, to, detail }) => {
    const stretch = to ? ([place(at), place(to)] as const) : null;
    return { kind, detail, repaired: true, stretch, at: stretch ? middle(...stretch) : place(at) };
  });
  return [...toLookAt, ...repaired].map((finding, index) => ({
    ...finding,
    number: index + 1,
    title: TITLES[finding.kind],
    detail: sentence(finding.detail),
  }));
}

/** The detector counts walls from 0 and says rooms by their ids; people read sentences and count from 1. */
function sentence(detail: string): string {
  const named = detail
    .replace(/\broom-(\d+)/g, "Room $1")
    .replace(/\bwall (\d+)/g, (_, index: string) => `wall ${String(Number(index) + 1)}`);
  return `${named.charAt(0).toUpperCase()}${named.slice(1)}.`;
}
