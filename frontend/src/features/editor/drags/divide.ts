import { formatLength } from "@/lib/format";
import type { Point } from "@/plan/plan";

import { divideRoom } from "../model/mergeRooms";
import type { Snap } from "../model/snap";
import type { Drag, Ground } from "./drag";

/** A line through a room, which becomes a wall from side to side of it. */
export function dragDivide(from: Point, cursor: Snap | null = null, ground: Ground | null = null): Drag {
  const made = cursor && ground && divided(ground, from, cursor.point);
  return {
    cursor,
    preview: made && made.draft !== ground.state.history.present ? made.draft : null,
    marquee: null,
    follow: (here, event, now) => dragDivide(from, now.snapAt(here, event, from), now),
    finish: () =>
      made
        ? [
            { type: "say", said: made.said },
            { type: "edit", edit: () => made.draft, said: made.said },
          ]
        : [],
  };
}

function divided({ state, rooms }: Ground, from: Point, to: Point) {
  const draft = state.history.present;
  return divideRoom(draft, rooms(), from, to, (length) => formatLength(length, draft.units));
}
