import { PART_ID } from "@/plan/doorSigns";
import { distance } from "@/plan/geometry";
import type { DrawnOpening, Wall } from "@/plan/plan";

import type { Draft, DraftWall } from "./document";
import { jambs, leafOf, solidParts, type DraftOpening, type Line, type OpeningKind } from "./openings";

/**
 * Openings as a plan has them: a gap in the wall, and for a door its leaf and the quarter circle of its swing, by which
 * the detector knows it. The ids of the parts say what they are of, so that they become a wall with openings again.
 */

/** The quarter of a circle: tangent of a quarter of 90°. */
const QUARTER = Math.tan(Math.PI / 8);
/** Share of its width by which the ends of a window may have moved, in rounding, and it is still the same. */
const SAME = 1e-6;

/** All walls of the plan that a draft makes, each with the key of the wall that it is a part of. */
export function wallsWithOpenings(draft: Pick<Draft, "walls" | "openings">): DraftWall[] {
  if (draft.openings.length === 0) return [...draft.walls];
  const signs: DraftWall[] = [];
  const parts = draft.walls.flatMap((item) => {
    const own = solidParts(item, draft.openings);
    if (own.length === 1) return own.map(({ wall }) => ({ key: item.key, wall }));
    const name = item.wall.id ?? `wall-${String(item.key)}`;
    return own.map(({ wall, after }, index) => {
      const id = `${name}#${String(index)}`;
      if (after?.kind === "door")
        signs.push(...signsOf(draft, after, id).map((sign) => ({ key: item.key, wall: sign })));
      return {
        key: item.key,
        wall: {
          ...wall,
          id: after ? `${id} after ${after.kind} ${after.hinge} ${after.side === 1 ? "right" : "left"}` : id,
        },
      };
    });
  });
  return [...parts, ...signs];
}

function signsOf(draft: Pick<Draft, "walls">, opening: DraftOpening, id: string): Wall[] {
  const ends = jambs(draft, opening);
  if (!ends) return [];
  const { from, tip, latch } = leafOf(ends, opening);
  const rest = { is_load_bearing: false, thickness: null };
  const swing = (opening.hinge === "start" ? -1 : 1) * opening.side * QUARTER;
  return [
    { type: "line", start: [from[0], from[1]], end: tip, ...rest, id: `${id} leaf` },
    { type: "arc", start: tip, end: [latch[0], latch[1]], bulge: swing, ...rest, id: `${id} swing` },
  ];
}

/** The windows of a draft, which nothing but this tells from passages: a gap is all that their walls have. */
export function windowsOf(draft: Pick<Draft, "walls" | "openings">): DrawnOpening[] {
  return draft.openings.flatMap((opening) => {
    const ends = opening.kind === "window" ? jambs(draft, opening) : null;
    return ends ? [{ kind: "window" as const, start: [...ends[0]], end: [...ends[1]], type: null }] : [];
  });
}

/** What its drawing showed besides the windows that are objects of the draft. */
export function withoutWindowsOf(draft: Pick<Draft, "walls" | "openings" | "drawn">): DrawnOpening[] {
  const own = windowsOf(draft);
  const isOwn = ({ start, end }: DrawnOpening) =>
    own.some((window) => distance(window.start, start) + distance(window.end, end) <= SAME * distance(start, end));
  return draft.drawn.filter((opening) => !isOwn(opening));
}

interface Part {
  index: number;
  wall: Line;
  after: Pick<DraftOpening, "kind" | "hinge" | "side"> | null;
}

/** Walls with their openings again, where the ids of their parts say that they were drawn so; others as they are. */
export function readOpenings(walls: readonly Wall[]): Pick<Draft, "walls" | "openings" | "nextKey"> {
  const parts = new Map<string, Part[]>();
  walls.forEach((wall, index) => {
    const [, name, , kind, hinge, side, sign] = PART_ID.exec(wall.id ?? "") ?? [];
    if (name === undefined || sign !== undefined || wall.type !== "line") return;
    const after =
      kind === undefined
        ? null
        : {
            kind: kind as OpeningKind,
            hinge: hinge as "start" | "end",
            side: side === "right" ? (1 as const) : (-1 as const),
          };
    parts.set(name, [...(parts.get(name) ?? []), { index, wall, after }]);
  });
  const whole = new Map([...parts].filter(([, own]) => isOneWall(own)));
  const made: DraftWall[] = [];
  const openings: DraftOpening[] = [];
  let nextKey = 1;
  walls.forEach((wall, index) => {
    const name = PART_ID.exec(wall.id ?? "")?.[1] ?? "";
    const own = whole.get(name);
    if (!own) {
      made.push({ key: nextKey++, wall });
    } else if (own[0]?.index === index) {
      const key = nextKey++;
      const all = joined(own, name);
      made.push({ key, wall: all });
      own.slice(1).forEach(({ wall: next, after }, before) => {
        const previous = own[before]?.wall ?? next;
        if (!after) return;
        const length = distance(all.start, all.end) || 1;
        const at = (distance(all.start, previous.end) + distance(all.start, next.start)) / 2 / length;
        openings.push({ key: nextKey++, wall: key, at, width: distance(previous.end, next.start), ...after });
      });
    } // its other parts, leaves and swings are those of its openings
  });
  return { walls: made, openings, nextKey };
}

function joined(own: readonly Part[], name: string): Line {
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) throw new Error("A wall has at least one part.");
  return { ...first.wall, end: last.wall.end, id: /^wall-\d+$/.test(name) ? null : name };
}

/** In a row, with an opening between each two: somebody may have moved or deleted some of them elsewhere. */
function isOneWall(own: readonly Part[]): boolean {
  const [first, last] = [own[0], own.at(-1)];
  if (own.length < 2 || !first || !last) return false;
  const length = distance(first.wall.start, last.wall.end);
  let covered = 0;
  for (const [place, { wall, after }] of own.entries()) {
    if ((after === null) !== (place === 0)) return false;
    covered += distance(wall.start, wall.end);
    const previous = own[place - 1]?.wall;
    if (previous) covered += distance(previous.end, wall.start);
  }
  return Math.abs(covered - length) <= 1e-6 * length; // no longer than the straight way
}
