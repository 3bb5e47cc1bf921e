import { useEffect, useEffectEvent, type RefObject } from "react";

import type { Point } from "@/lib/plan";

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

const NOTHING: Hit = { room: null, finding: null };

const DRAG_PX = 4;

/**
 * Where in an element the pointer is, in its pixels, and on what, as far as that has an element. Events on controls in it
 * are theirs. Over and move: a room that appears under a pointer at rest sends the first only.
 */
export function usePointing(element: RefObject<HTMLElement | null>, { onPoint, onPress }: Pointing): void {
  const point = useEffectEvent(onPoint);
  const press = useEffectEvent(onPress);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let down: Point = [0, 0];
    const where = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = target.getBoundingClientRect();
      return [clientX - left, clientY - top];
    };
    const over = (event: PointerEvent) => {
      if (event.buttons !== 0 || event.pointerType === "touch") return;
      if (isControl(event)) point(null, NOTHING);
      else point(where(event), hitOf(event));
    };
    const leave = () => {
      point(null, NOTHING);
    };
    const clicked = (event: MouseEvent) => {
      const at = where(event);
      const dragged = event.detail > 0 && Math.hypot(at[0] - down[0], at[1] - down[1]) > DRAG_PX;
      if (!dragged && !isControl(event)) press(at, hitOf(event));
    };
    const stop = new AbortController();
    const { signal } = stop;
    target.addEventListener("pointerdown", (event) => (down = where(event)), { signal });
    target.addEventListener("pointerover", over, { signal });
    target.addEventListener("pointermove", over, { signal });
    target.addEventListener("pointerleave", leave, { signal });
    target.addEventListener("click", clicked, { signal });
    return () => {
      stop.abort();
    };
  }, [element]);
}

function hitOf({ target }: Event): Hit {
  if (!(target instanceof Element)) return NOTHING;
  const finding = target.closest<SVGElement>("[data-finding]")?.dataset.finding;
  const room = target.closest<SVGElement>("[data-room]")?.dataset.room;
  return { room: room ?? null, finding: finding === undefined ? null : Number(finding) };
}

function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("button, a, [data-control]") !== null;
}
