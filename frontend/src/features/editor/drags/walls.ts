import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";

import { vertices, type Draft } from "../model/document";
import { dragWalls } from "../model/edits";
import { snapTargets, type Snap } from "../model/snap";
import type { Drag } from "./drag";

/** An end as close to a wall as nobody sees is on it. */
const JOINED_PX = 0.5;

/** Walls, with the ends of the others that are joined to them. */
export function dragWallsFrom(draft: Draft, keys: ReadonlySet<number>, hit: number, from: Point): Drag {
  const wall = draft.walls.find(({ key }) => key === hit)?.wall;
  // The end next to the pointer is what snaps; the rest comes along.
  const grip = (wall ? vertices(wall) : []).toSorted((a, b) => distance(a, from) - distance(b, from))[0] ?? from;
  const targets = snapTargets(draft.walls.filter(({ key }) => !keys.has(key)));
  const at = (cursor: Snap | null, preview: Draft | null): Drag => ({
    cursor,
    preview,
    marquee: null,
    follow: (here, event, { snapAt, scale }) => {
      const moved: Point = [grip[0] + here[0] - from[0], grip[1] + here[1] - from[1]];
      const snapped = snapAt(moved, event, grip, targets);
      const [dx, dy] = [snapped.point[0] - grip[0], snapped.point[1] - grip[1]];
      return at(snapped, dragWalls(draft, keys, dx, dy, JOINED_PX / scale));
    },
    finish: () => (preview ? [{ type: "edit", edit: () => preview, said: "Moved." }] : []),
  });
  return at(null, null);
}
