import { useEffect, type RefObject } from "react";

import { panBy, zoomAt, type View } from "@/plan/view";

type Change = (next: (view: View, fitScale: number) => View) => void;

const DRAG_STARTS_PX = 4;
const WHEEL_PER_DOUBLING = 350;

/** Whether a single pointer that was pressed pans, and is not for something else. */
type Pans = (event: PointerEvent) => boolean;

const ALWAYS: Pans = () => true;

/**
 * Drag to pan; wheel or pinch to zoom at the pointer. A press that does not move stays a click.
 * `pans` must stay the same function. A wheel alone may pan instead, as in programs to draw with; with Control it zooms.
 */
export function useGestures(
  element: RefObject<HTMLElement | null>,
  change: Change,
  pans = ALWAYS,
  plainWheel: "zooms" | "pans" = "zooms",
) {
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const pointers = new Map<number, [number, number]>();
    const pens = new Set<number>();
    let dragging = false;
    let panning = false;

    const inside = (x: number, y: number): [number, number] => {
      const { left, top } = target.getBoundingClientRect();
      return [x - left, y - top];
    };

    const down = (event: PointerEvent) => {
      if (event.button !== 0 && event.button !== 1) return;
      if (event.pointerType === "touch" && pens.size > 0) return; // the hand beside the pen is no second finger
      if (event.pointerType === "pen") pens.add(event.pointerId);
      panning = pans(event);
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
      dragging = pointers.size > 1;
    };

    const move = (event: PointerEvent) => {
      const last = pointers.get(event.pointerId);
      if (!last || (pointers.size === 1 && !panning)) return;
      const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
      if (!dragging && Math.hypot(dx, dy) < DRAG_STARTS_PX) return;
      dragging = true;
      target.setPointerCapture(event.pointerId); // only now: a captured press is no click on a room
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (!other) {
        change((view) => panBy(view, dx, dy));
        return;
      }
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]);
      const after = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
      const middle = inside((event.clientX + other[0]) / 2, (event.clientY + other[1]) / 2);
      change((view, fitScale) => panBy(zoomAt(view, after / (before || 1), middle, fitScale), dx / 2, dy / 2));
    };

    const up = (event: PointerEvent) => {
      pointers.delete(event.pointerId);
      pens.delete(event.pointerId);
      dragging = pointers.size > 0;
    };

    const wheel = (event: WheelEvent) => {
      const zooms = event.ctrlKey || event.metaKey || plainWheel === "zooms";
      if (!event.ctrlKey && isLow()) return; // the page scrolls: else nobody gets past the drawing
      event.preventDefault();
      if (!zooms) {
        const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
        change((view) => panBy(view, -dx, -dy));
        return;
      }
      const factor = 2 ** (-event.deltaY / WHEEL_PER_DOUBLING);
      const point = inside(event.clientX, event.clientY);
      change((view, fitScale) => zoomAt(view, factor, point, fitScale));
    };

    const stop = new AbortController();
    const { signal } = stop;
    target.addEventListener("pointerdown", down, { signal });
    target.addEventListener("pointermove", move, { signal });
    target.addEventListener("pointerup", up, { signal });
    target.addEventListener("pointercancel", up, { signal });
    target.addEventListener("pointerleave", up, { signal });
    target.addEventListener("wheel", wheel, { signal, passive: false });
    return () => {
      stop.abort();
    };
  }, [element, change, pans, plainWheel]);
}

const LEAST_HEIGHT_PX = 416;

/** A screen of a few lines, as when the page is magnified fourfold. */
function isLow(): boolean {
  return window.innerHeight < LEAST_HEIGHT_PX;
}
