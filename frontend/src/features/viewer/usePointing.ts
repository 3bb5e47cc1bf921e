import type { RefObject } from "react";

import { usePointing as usePointer } from "@/hooks/usePointing";
import type { Point } from "@/plan/plan";

/** What has an element of its own at a place. */
export interface Hit {
  room: string | null;
  finding: number | null;
}

interface Pointing {
  /** The pointer moved without a button; null when it left. */
  onPoint: (at: Point | null, hit: Hit) => void;
  /** A press that was no drag. */
  onPress: (at: Point, hit: Hit) => void;
}

/** Where in the drawing the pointer is, in pixels, and on which room or finding, as far as that has an element. */
export function usePointing(element: RefObject<HTMLElement | null>, { onPoint, onPress }: Pointing): void {
  usePointer(element, {
    onPoint: (at, target) => {
      onPoint(at, hitOf(target));
    },
    onPress: (at, target) => {
      onPress(at, hitOf(target));
    },
  });
}

function hitOf(target: Element | null): Hit {
  const finding = target?.closest<SVGElement>("[data-finding]")?.dataset.finding;
  const room = target?.closest<SVGElement>("[data-room]")?.dataset.room;
  return { room: room ?? null, finding: finding === undefined ? null : Number(finding) };
}
