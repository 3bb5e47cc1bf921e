import { useEffect, useEffectEvent, type RefObject } from "react";

import type { Point } from "@/plan/plan";

export interface ToolEvent {
  /** In pixels of the element. */
  at: Point;
  shift: boolean;
  alt: boolean;
  touch: boolean;
}

interface Handlers {
  onDown: (event: ToolEvent) => void;
  /** With or without a button. */
  onMove: (event: ToolEvent) => void;
  onUp: (event: ToolEvent) => void;
  /** A second finger came, so it was no use of a tool after all; or the system took the pointer away. */
  onCancel: () => void;
  onLeave: () => void;
}

/** The button that opens the menu, which takes the pointer then: nobody would tell that it was let go. */
const SECONDARY = 2;

/** One pointer at work with a tool. Two fingers, the middle button and Space are for moving the sheet. */
export function useToolPointer(
  element: RefObject<HTMLElement | null>,
  isPan: (event: PointerEvent) => boolean,
  handlers: Handlers,
): void {
  const down = useEffectEvent(handlers.onDown);
  const move = useEffectEvent(handlers.onMove);
  const up = useEffectEvent(handlers.onUp);
  const cancel = useEffectEvent(handlers.onCancel);
  const leave = useEffectEvent(handlers.onLeave);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const stop = new AbortController();
    const { signal } = stop;
    const pressed = new Set<number>();
    let working: number | null = null;
    let byPen = false;
    const read = (event: PointerEvent): ToolEvent => {
      const { left, top } = target.getBoundingClientRect();
      return {
        at: [event.clientX - left, event.clientY - top],
        shift: event.shiftKey,
        alt: event.altKey,
        touch: event.pointerType === "touch",
      };
    };
    /** A hand that rests on the screen while a pen draws is no second finger. */
    const isPalm = ({ pointerType }: PointerEvent) => working !== null && byPen && pointerType === "touch";
    const end = (event: PointerEvent) => {
      pressed.delete(event.pointerId);
      if (working !== event.pointerId) return;
      working = null;
      if (event.type === "pointerup") up(read(event));
      else cancel();
    };
    target.addEventListener(
      "pointerdown",
      (event) => {
        if (isControl(event) || isPalm(event) || event.button === SECONDARY) return;
        pressed.add(event.pointerId);
        if (pressed.size > 1) {
          if (working !== null) cancel();
          working = null;
          return;
        }
        if (event.button !== 0 || isPan(event)) return;
        working = event.pointerId;
        byPen = event.pointerType === "pen";
        target.setPointerCapture(event.pointerId);
        down(read(event));
      },
      { signal },
    );
    target.addEventListener(
      "pointermove",
      (event) => {
        if (working === event.pointerId || (pressed.size === 0 && !isControl(event))) move(read(event));
      },
      { signal },
    );
    target.addEventListener("pointerup", end, { signal });
    target.addEventListener("pointercancel", end, { signal });
    target.addEventListener(
      "pointerleave",
      () => {
        leave();
      },
      { signal },
    );
    return () => {
      stop.abort();
    };
  }, [element, isPan]);
}

function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("button, a, input, [data-control]") !== null;
}
