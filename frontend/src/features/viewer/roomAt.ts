import { isInside } from "@/plan/geometry";
import type { Point } from "@/plan/plan";

import type { Scene } from "./scene";

/** The room in which a point of the drawing lies; the smallest, should several overlap. */
export function roomAt({ rooms, roomGrid }: Scene, point: Point): string | null {
  const [x, y] = point;
  const found = roomGrid
    .search([x, y, x, y])
    .flatMap((index) => rooms[index] ?? [])
    .filter(({ rings }) => isInside(rings, point))
    .toSorted((a, b) => a.room.area - b.room.area);
  return found[0]?.room.id ?? null;
}
