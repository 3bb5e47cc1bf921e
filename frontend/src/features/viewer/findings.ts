import { middle } from "@/plan/geometry";
import { readMark } from "@/plan/marks";
import type { Point } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";
import { namesInSentences } from "@/plan/roomName";

/** A repair or a diagnostic, at its place in the drawing. */
export interface Finding {
  /** As in the list, from 1. */
  number: number;
  kind: string;
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

/** All kinds that the detector writes; a test of the detector's findings holds it to this list. */
const TITLES: Partial<Record<string, string>> = {
  gap: "Gap closed",
  opening: "Opening closed",
  stub: "Stub left out",
  overshoot: "Overshoot left out",
  sliver: "Sliver left out",
  leak: "Leak",
  unused_wall: "Wall without a room",
  duplicate_wall: "Wall drawn twice",
  empty_wall: "Wall without length",
  lost_room: "Room that may be missing",
  doubt: "Doubtful room",
  reading: "Walls may be read in two ways",
  units: "Unit of length",
  member: "Something is not read",
  drawing: "What the file lacks",
  label_outside: "Name in no room",
  several_names: "Two names in one room",
  stated_area: "Area differs from the one written",
  space_lost: "Space that is no room",
  space_area: "Space and room differ in size",
  virtual_boundary: "Parted without a wall",
  accepted: "Accepted room",
  to_check: "Room to be checked",
};

/** The title of a kind; one that this page does not know is written out as it is. */
function titleOf(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return TITLES[kind] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What to look at comes first, then what was repaired. */
export function findingsOf(
  { rooms, repairs = [], diagnostics = [] }: DetectionResult,
  walls: readonly { points: readonly Point[] }[],
  place: (point: Point) => Point,
): Finding[] {
  const named = namesInSentences(rooms);
  const toLookAt = diagnostics.map(({ kind, at: known, from, to, wall, detail }) => {
    const at = known ?? readMark({ kind, detail })?.point;
    const [first, second] = walls[wall ?? -1]?.points ?? [];
    const ofWall = first && second ? ([first, second] as const) : null;
    const stretch = from && to ? ([place(from), place(to)] as const) : ofWall;
    return { kind, detail, repaired: false, stretch, at: at ? place(at) : stretch && middle(...stretch) };
  });
  const repaired = repairs.map(({ kind, at, to, detail }) => {
    const stretch = to ? ([place(at), place(to)] as const) : null;
    return { kind, detail, repaired: true, stretch, at: stretch ? middle(...stretch) : place(at) };
  });
  return [...toLookAt, ...repaired].map((finding, index) => ({
    ...finding,
    number: index + 1,
    title: titleOf(finding.kind),
    detail: sentence(named(countedFromOne(finding.detail))),
  }));
}

/** The detector counts walls from 0, people from 1. */
function countedFromOne(detail: string): string {
  return detail.replace(/\bwall (\d+)/g, (_, index: string) => `wall ${String(Number(index) + 1)}`);
}

function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
