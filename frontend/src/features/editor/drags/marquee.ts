import { wallPoints, type Point } from "@/plan/plan";

import type { Drag } from "./drag";

/** A frame around walls, which selects those inside; `add` to those that are selected already. */
export function dragMarquee(from: Point, add: boolean, to = from): Drag {
  return {
    cursor: null,
    preview: null,
    marquee: [from, to],
    follow: (here) => dragMarquee(from, add, here),
    finish: ({ state: { history, selected } }) => {
      const inside = history.present.walls.filter(({ wall }) =>
        wallPoints(wall).every((point) => isBetween(point, from, to)),
      );
      const keys = new Set([...(add ? selected : []), ...inside.map(({ key }) => key)]);
      return [{ type: "select", keys, said: `${String(keys.size)} selected.` }];
    },
  };
}

function isBetween([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
}
