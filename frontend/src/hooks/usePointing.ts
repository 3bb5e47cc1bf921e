import { useEffect, useEffectEvent, type RefObject } from "react";

import type { Point } from "@/plan/plan";

interface Pointing {
  /** The pointer moved without a button; null when it left. */
  onPoint: (at: Point | null, target: Element | null) => void;
  /** A press that was no drag. */
  onPress: (at: Point, target: Element | null) => void;
}

const DRAG_PX = 4;

/**
 * Where in an element the pointer is, in its pixels, and on what. Events on controls in it are theirs. Over and move:
 * what appears under a pointer at rest sends the first only.
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
      if (isControl(event)) point(null, null);
      else point(where(event), elementOf(event));
    };
    const leave = () => {
      point(null, null);
    };
    const clicked = (event: MouseEvent) => {
      const at = where(event);
      const dragged = event.detail > 0 && Math.hypot(at[0] - down[0], at[1] - down[1]) > DRAG_PX;
      if (!dragged && !isControl(event)) press(at, elementOf(event));
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

function elementOf({ target }: Event): Element | null {
  return target instanceof Element ? target : null;
}

function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("button, a, [data-control]") !== null;
}
