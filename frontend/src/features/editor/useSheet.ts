import { useCallback, useMemo, useRef, useState, type Dispatch, type RefObject } from "react";

import { useGestures } from "@/hooks/useGestures";
import type { DrawingView } from "@/hooks/useView";
import { distance } from "@/plan/geometry";
import { wallPoints, type Point } from "@/plan/plan";
import { toDrawing } from "@/plan/view";

import { vertices, type Draft } from "./model/document";
import { dragWalls, moveCorner } from "./model/edits";
import { gridStep } from "./model/gridStep";
import { snap, snapTargets, wallAt, type Snap, type SnapSettings, type SnapTargets } from "./model/snap";
import type { EditorAction, EditorState } from "./model/state";
import { useSpaceHeld } from "./useSpaceHeld";
import { useToolPointer, type ToolEvent } from "./useToolPointer";

/** What a press that moves does. */
type Drag =
  | { kind: "marquee"; from: Point; to: Point; add: boolean }
  | { kind: "walls"; from: Point; keys: ReadonlySet<number>; targets: SnapTargets; grip: Point }
  | { kind: "corner"; from: Point; targets: SnapTargets }
  | { kind: "line"; from: Point };

interface Press {
  at: Point;
  event: ToolEvent;
  drag: Drag | null;
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
/** An end as close to a wall as nobody sees is on it. */
const JOINED_PX = 0.5;
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
  const draft = state.history.present;
  const targets = useMemo(() => snapTargets(draft.walls), [draft.walls]);
  const [cursor, setCursor] = useState<Snap | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [press, setPress] = useState<Press | null>(null);
  const [preview, setPreview] = useState<Draft | null>(null);
  const step = gridStep(view.scale);
  const space = useSpaceHeld(frame);
  const isPan = useCallback((event: PointerEvent) => event.button === 1 || space.current, [space]);
  useGestures(frame, change, isPan, "pans");
  const latest = useRef<Draft | null>(null);

  const reachOf = (touch: boolean) => (touch ? TOUCH_REACH_PX : REACH_PX) / view.scale;
  const snapAt = (point: Point, { alt, touch }: Pick<ToolEvent, "alt" | "touch">, from: Point | null, to = targets) => {
    if (alt || state.tool === "calibrate") return { point, kind: "none", guides: [] } as const;
    return snap(point, { targets: to, settings, reach: reachOf(touch), from, gridStep: step });
  };
  const chainFrom = state.chain?.from ?? null;
  const place = (at: Point, hit: number | null, add: boolean) => {
    dispatch({ type: "place", at, hit, add });
  };
  const show = (next: Draft | null) => {
    latest.current = next;
    setPreview(next);
  };

  const begin = ({ at, event }: Press, now: ToolEvent): Drag => {
    const start = toDrawing(view, at);
    if (state.tool === "draw") return { kind: "line", from: chainFrom ?? snapAt(start, event, null).point };
    if (state.tool !== "select") return { kind: "marquee", from: start, to: start, add: true };
    const reach = reachOf(event.touch);
    const corner = draft.walls
      .filter(({ key }) => state.selected.has(key))
      .flatMap(({ wall }) => vertices(wall))
      .find((point) => distance(point, start) <= reach);
    if (corner) {
      const others = draft.walls.filter(({ wall }) => !vertices(wall).some((point) => distance(point, corner) === 0));
      return { kind: "corner", from: corner, targets: snapTargets(others) };
    }
    const hit = wallAt(targets, start, reach);
    if (hit === null) return { kind: "marquee", from: start, to: start, add: now.shift };
    const keys = state.selected.has(hit) ? state.selected : new Set([hit]);
    if (!state.selected.has(hit)) dispatch({ type: "select", keys });
    const others = draft.walls.filter(({ key }) => !keys.has(key));
    const wall = draft.walls.find(({ key }) => key === hit)?.wall;
    const near = (wall ? vertices(wall) : []).toSorted((a, b) => distance(a, start) - distance(b, start))[0] ?? start;
    return { kind: "walls", from: start, keys, targets: snapTargets(others), grip: near };
  };

  const follow = (drag: Drag, event: ToolEvent): Drag => {
    const here = toDrawing(view, event.at);
    switch (drag.kind) {
      case "marquee":
        return { ...drag, to: here };
      case "line":
        setCursor(snapAt(here, event, drag.from));
        return drag;
      case "corner": {
        const snapped = snapAt(here, event, null, drag.targets);
        setCursor(snapped);
        show(moveCorner(draft, drag.from, snapped.point, 0));
        return drag;
      }
      case "walls": {
        // The end next to the pointer is what snaps; the rest comes along.
        const moved: Point = [drag.grip[0] + here[0] - drag.from[0], drag.grip[1] + here[1] - drag.from[1]];
        const snapped = snapAt(moved, event, drag.grip, drag.targets);
        setCursor(snapped);
        show(dragWalls(draft, drag.keys, snapped.point[0] - drag.grip[0], snapped.point[1] - drag.grip[1], JOINED_PX / view.scale));
        return drag;
      }
    }
  };

  const finish = (drag: Drag) => {
    const moved = latest.current;
    switch (drag.kind) {
      case "marquee": {
        if (state.tool !== "select") return;
        const inside = draft.walls.filter(({ wall }) => wallPoints(wall).every((point) => isBetween(point, drag.from, drag.to)));
        const keys = new Set([...(drag.add ? state.selected : []), ...inside.map(({ key }) => key)]);
        dispatch({ type: "select", keys, said: `${String(keys.size)} selected.` });
        return;
      }
      case "line":
        if (!state.chain) place(drag.from, null, false);
        if (cursor) place(cursor.point, null, false);
        dispatch({ type: "end" });
        return;
      case "walls":
      case "corner":
        if (moved) dispatch({ type: "edit", edit: () => moved, said: drag.kind === "walls" ? "Moved." : "Corner moved." });
    }
  };

  useToolPointer(frame, isPan, {
    onDown: (event) => {
      setPress({ at: event.at, event, drag: null });
    },
    onMove: (event) => {
      const here = toDrawing(view, event.at);
      if (!press) {
        setHovered(state.tool === "draw" ? null : wallAt(targets, here, reachOf(event.touch)));
        setCursor(state.tool === "select" ? null : snapAt(here, event, chainFrom));
        return;
      }
      if (!press.drag && distance(press.at, event.at) < DRAG_PX) return;
      setPress({ ...press, drag: follow(press.drag ?? begin(press, event), event) });
    },
    onUp: (event) => {
      setPress(null);
      if (press?.drag) finish(press.drag);
      else {
        const here = toDrawing(view, event.at);
        const at = state.tool === "draw" ? snapAt(here, event, chainFrom).point : here;
        place(at, wallAt(targets, here, reachOf(event.touch)), event.shift);
      }
      show(null);
    },
    onCancel: () => {
      setPress(null);
      show(null);
    },
    onLeave: () => {
      setHovered(null);
      if (!press) setCursor(null);
    },
  });

  const drag = press?.drag;
  return {
    cursor,
    setCursor: (point, snapped = true) => {
      const event = { alt: !snapped, touch: false };
      const here = snapAt(point, event, chainFrom);
      setCursor(here);
      setHovered(state.tool === "draw" ? null : wallAt(targets, point, reachOf(false)));
      return here;
    },
    preview,
    marquee: drag?.kind === "marquee" && state.tool === "select" ? [drag.from, drag.to] : null,
    hovered,
    step,
    act: (add) => {
      const middle = toDrawing(view, [screen.width / 2, screen.height / 2]);
      const { point } = cursor ?? snapAt(middle, { alt: false, touch: false }, chainFrom);
      place(point, wallAt(targets, point, reachOf(false)), add);
    },
  };
}

function isBetween([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): boolean {
  return x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
}
