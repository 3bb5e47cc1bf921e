import { useCallback, useMemo, useRef, useState, type Dispatch, type RefObject } from "react";

import { useGestures } from "@/hooks/useGestures";
import type { DrawingView } from "@/hooks/useView";
import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import { toDrawing } from "@/plan/view";

import { beginDrag } from "./drags/begin";
import type { Drag, Ground } from "./drags/drag";
import type { Draft } from "./model/document";
import { gridStep } from "./model/gridStep";
import { snap, snapTargets, wallAt, type Snap, type SnapSettings } from "./model/snap";
import type { EditorAction, EditorState } from "./model/state";
import { useSpaceHeld } from "./useSpaceHeld";
import { useToolPointer, type ToolEvent } from "./useToolPointer";

interface Press {
  at: Point;
  event: ToolEvent;
}

export interface SheetWork {
  /** The place that the pointer or the keyboard is at, snapped. */
  cursor: Snap | null;
  setCursor: (point: Point, snapped?: boolean) => Snap;
  /** What the draft would be if a drag ended here. */
  preview: Draft | null;
  marquee: readonly [Point, Point] | null;
  hovered: number | null;
  step: number;
  /** Use the tool at the cursor, as a press would; in the middle of the sheet, if there is none yet. */
  act: (add: boolean) => void;
}

const DRAG_PX = 5;
const REACH_PX = 11;
const TOUCH_REACH_PX = 24;

/** Pointers on the sheet: what they are near to, and what they do to the draft. */
export function useSheet(
  frame: RefObject<HTMLElement | null>,
  { view, screen, change }: DrawingView,
  state: EditorState,
  dispatch: Dispatch<EditorAction>,
  settings: SnapSettings,
): SheetWork {
  const { walls } = state.history.present;
  const targets = useMemo(() => snapTargets(walls), [walls]);
  const [cursor, setCursor] = useState<Snap | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const press = useRef<Press | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef<Drag | null>(null); // the end of a press may come before the last move is rendered
  const step = gridStep(view.scale);
  const space = useSpaceHeld(frame);
  const isPan = useCallback((event: PointerEvent) => event.button === 1 || space.current, [space]);
  useGestures(frame, change, isPan, "pans");

  const chainFrom = state.chain?.from ?? null;
  const ground: Ground = {
    state,
    scale: view.scale,
    reach: (touch) => (touch ? TOUCH_REACH_PX : REACH_PX) / view.scale,
    snapAt: (point, { alt, touch }, from, to = targets) => {
      if (alt || state.tool === "calibrate") return { point, kind: "none", guides: [] };
      return snap(point, { targets: to, settings, reach: ground.reach(touch), from, gridStep: step });
    },
  };
  const { reach, snapAt } = ground;
  const place = (at: Point, hit: number | null, add: boolean) => {
    dispatch({ type: "place", at, hit, add });
  };
  const show = (next: Drag | null) => {
    latest.current = next;
    setDrag(next);
  };
  const end = () => {
    press.current = null;
    show(null);
  };
  const begin = ({ at, event }: Press, now: ToolEvent): Drag => {
    const { drag: begun, first } = beginDrag({ start: toDrawing(view, at), event, add: now.shift }, ground, targets);
    first.forEach(dispatch);
    return begun;
  };

  useToolPointer(frame, isPan, {
    onDown: (event) => {
      press.current = { at: event.at, event };
    },
    onMove: (event) => {
      const here = toDrawing(view, event.at);
      if (!press.current) {
        setHovered(state.tool === "draw" ? null : wallAt(targets, here, reach(event.touch)));
        setCursor(state.tool === "select" ? null : snapAt(here, event, chainFrom));
        return;
      }
      if (!latest.current && distance(press.current.at, event.at) < DRAG_PX) return;
      const next = (latest.current ?? begin(press.current, event)).follow(here, event, ground);
      if (next.cursor) setCursor(next.cursor);
      show(next);
    },
    onUp: (event) => {
      if (latest.current) latest.current.finish(ground).forEach(dispatch);
      else {
        const here = toDrawing(view, event.at);
        const at = state.tool === "draw" ? snapAt(here, event, chainFrom).point : here;
        place(at, wallAt(targets, here, reach(event.touch)), event.shift);
      }
      end();
    },
    onCancel: end,
    onLeave: () => {
      setHovered(null);
      if (!press.current) setCursor(null);
    },
  });

  return {
    cursor,
    setCursor: (point, snapped = true) => {
      const event = { alt: !snapped, touch: false };
      const here = snapAt(point, event, chainFrom);
      setCursor(here);
      setHovered(state.tool === "draw" ? null : wallAt(targets, point, reach(false)));
      return here;
    },
    preview: drag?.preview ?? null,
    marquee: drag?.marquee ?? null,
    hovered,
    step,
    act: (add) => {
      const middle = toDrawing(view, [screen.width / 2, screen.height / 2]);
      const { point } = cursor ?? snapAt(middle, { alt: false, touch: false }, chainFrom);
      place(point, wallAt(targets, point, reach(false)), add);
    },
  };
}
