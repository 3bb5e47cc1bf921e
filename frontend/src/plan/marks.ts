import type { components } from "@/api/schema";

import { isInside } from "./geometry";
import type { Point } from "./plan";
import type { Room } from "./result";

export type PlanFinding = components["schemas"]["PlanFinding"];

/** What somebody who looked at a room says of it. */
export type Mark = "accepted" | "to_check";

export const MARK_NAMES: Readonly<Record<Mark, string>> = { accepted: "Accepted", to_check: "To be checked" };
/** As drawings and lists have it beside a room's name. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = { accepted: "✓", to_check: "?" };

const PLACE = / at \((-?[\d.e+-]+), (-?[\d.e+-]+)\)$/;

/** The mark that a finding of a plan is, and where; null for any other finding. */
export function readMark({ kind, detail }: PlanFinding): { mark: Mark; point: Point } | null {
  const place = PLACE.exec(detail);
  if (!place || !(kind in MARK_NAMES)) return null;
  return { mark: kind as Mark, point: [Number(place[1]), Number(place[2])] };
}

/** A mark as a finding of a plan: results, lists and files then say it, too. */
export function writeMark(mark: Mark, [x, y]: Point): PlanFinding {
  return {
    kind: mark,
    detail: `${MARK_NAMES[mark]} by somebody who looked at the room at (${String(x)}, ${String(y)})`,
  };
}

/** The rooms of a result with the marks that its plan holds. */
export function markRooms<T extends Room>(
  rooms: readonly T[],
  findings: readonly PlanFinding[] | null | undefined,
): T[] {
  const marks = (findings ?? []).flatMap((finding) => readMark(finding) ?? []);
  if (marks.length === 0) return [...rooms];
  return rooms.map((room) => {
    const found = marks.findLast(({ point }) => isInside([room.polygon, ...room.holes], point));
    return found ? { ...room, mark: found.mark } : room;
  });
}
