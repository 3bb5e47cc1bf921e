import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";

import { vertices, type Draft } from "../model/document";
import { moveCorner } from "../model/edits";
import { snapTargets, type Snap, type SnapTargets } from "../model/snap";
import type { Drag } from "./drag";

/** A corner, with all walls that meet in it. */
export function dragCorner(draft: Draft, corner: Point): Drag {
  const others = draft.walls.filter(({ wall }) => !vertices(wall).some((point) => distance(point, corner) === 0));
  return cornerAt(draft, corner, snapTargets(others), null);
}

function cornerAt(draft: Draft, corner: Point, targets: SnapTargets, cursor: Snap | null): Drag {
  const preview = cursor && moveCorner(draft, corner, cursor.point, 0);
  return {
    cursor,
    preview,
    marquee: null,
    follow: (here, event, { snapAt }) => cornerAt(draft, corner, targets, snapAt(here, event, null, targets)),
    finish: () => (preview ? [{ type: "edit", edit: () => preview, said: "Corner moved." }] : []),
  };
}
