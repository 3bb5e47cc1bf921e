import { useCallback, useMemo, useRef, useState, type Dispatch, type RefObject } from "react";

import { useGestures } from "@/hooks/useGestures";
import type { DrawingView } from "@/hooks/useView";
import { formatLength } from "@/lib/format";
import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import { toDrawing } from "@/plan/view";

import { beginDrag } from "./drags/begin";
import type { Drag, Ground } from "./drags/drag";
import type { SheetRoom } from "./model/changes";
import type { Draft } from "./model/document";
import { gridStep } from "./model/gridStep";
import { mergeRooms } from "./model/mergeRooms";
import { openingAt } from "./model/openings";
import { snap, snapTargets, wallAt, type Snap, type SnapSettings } from "./model/snap";
import type { EditorAction, EditorState, Tool } from "./model/state";
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
  /** Select what lies at a place, in pixels of the sheet, unless it is selected already. */
  pick: (at: Point) => void;
  /** Use the tool at the cursor, as a press would; in the middle of the sheet, if there is none yet. */
  act: (add: boolean) => void;
}

/** Tools that are meant for what lies under the pointer, not for a place. */
const PRESSING: ReadonlySet<Tool> = new Set(["select", "door", "window", "merge"]);
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
  rooms: RefObject<readonly SheetRoom[]>,
): SheetWork {
  const draft = state.history.present;
  const { walls } = draft;
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
    rooms: () => rooms.current,
    scale: view.scale,
    reach: (touch) => (touch ? TOUCH_REACH_PX : REACH_PX) / view.scale,
    snapAt: (point, { alt, touch }, from, to = targets) => {
      if (alt || state.tool === "calibrate") return { point, kind: "none", guides: [] };
      return snap(point, { targets: to, settings, reach: ground.reach(touch), from, gridStep: step });
    },
  };
  const { reach, snapAt } = ground;
  const hitAt = (point: Point, touch: boolean) =>
    (state.tool === "select" ? openingAt(draft, point, reach(touch)) : null) ?? wallAt(targets, point, reach(touch));
  const place = (at: Point, hit: number | null, add: boolean) => {
    if (state.tool === "merge") {
      const merged = mergeRooms(draft, rooms.current, hit, at, (length) => formatLength(length, draft.units));
      dispatch({ type: "say", said: merged.said });
      dispatch({ type: "edit", edit: () => merged.draft, said: merged.said });
    } else if (state.tool === "divide") dispatch({ type: "say", said: "Draw a line through a room to divide it." });
    else dispatch({ type: "place", at, hit, add });
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
        setHovered(state.tool === "draw" ? null : hitAt(here, event.touch));
        setCursor(PRESSING.has(state.tool) ? null : snapAt(here, event, chainFrom));
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
        place(at, hitAt(here, event.touch), event.shift);
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
      setHovered(state.tool === "draw" ? null : hitAt(point, false));
      return here;
    },
    preview: drag?.preview ?? null,
    marquee: drag?.marquee ?? null,
    hovered,
    step,
    pick: (at) => {
      const hit = hitAt(toDrawing(view, at), false);
      if (hit === null || state.selected.has(hit)) return;
      dispatch({ type: "tool", tool: "select" });
      dispatch({ type: "select", keys: [hit], said: "Selected." });
    },
    act: (add) => {
      const middle = toDrawing(view, [screen.width / 2, screen.height / 2]);
      const { point } = cursor ?? snapAt(middle, { alt: false, touch: false }, chainFrom);
      place(point, hitAt(point, false), add);
    },
  };
}
