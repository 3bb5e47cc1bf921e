import type { Point } from "@/plan/plan";

import type { Snap } from "../model/snap";
import type { EditorAction } from "../model/state";
import type { Drag } from "./drag";

/** One wall, drawn from where the press began. */
export function dragLine(from: Point, cursor: Snap | null = null): Drag {
  return {
    cursor,
    preview: null,
    marquee: null,
    follow: (here, event, { snapAt }) => dragLine(from, snapAt(here, event, from)),
    finish: ({ state }) => {
      const place = (at: Point): EditorAction => ({ type: "place", at, hit: null, add: false });
      return [...(state.chain ? [] : [place(from)]), ...(cursor ? [place(cursor.point)] : []), { type: "end" }];
    },
  };
}
