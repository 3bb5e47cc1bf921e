import type { RefObject } from "react";

import { useShortcuts, type Shortcut } from "@/hooks/useShortcuts";
import { panBy, toDrawing } from "@/plan/view";
import type { ViewStore } from "@/plan/viewStore";

import type { Measure } from "./useMeasure";
import type { ViewerSettings } from "./useViewerSettings";

interface Means {
  frame: RefObject<HTMLElement | null>;
  store: ViewStore;
  settings: ViewerSettings;
  measure: Measure | null;
  /** In or out by one step. */
  zoom: (sign: 1 | -1) => void;
  /** How far a measure snaps, in drawing units. */
  reach: () => number;
}

const NEXT_COLOURS = { room: "usage", usage: "confidence", confidence: "room" } as const;
const PAN_PX = 60;
const STEP_PX = 8;
const ARROWS: readonly (readonly [string, number, number])[] = [
  ["ArrowLeft", -1, 0],
  ["ArrowRight", 1, 0],
  ["ArrowUp", 0, -1],
  ["ArrowDown", 0, 1],
];

/** For the map of keys; what they do is below. */
export const PLAN_KEYS: readonly Pick<Shortcut, "keys" | "does">[] = [
  { keys: ["+", "-"], does: "Zoom in, out" },
  { keys: ["0"], does: "Fit the plan" },
  { keys: ["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"], does: "From room to room; else move the plan" },
  { keys: ["Enter"], does: "Keep a room" },
  { keys: ["c"], does: "Colours: rooms, usages, confidence" },
  { keys: ["b"], does: "As drawn, repaired" },
  { keys: ["m"], does: "Measure" },
  { keys: ["?"], does: "These keys" },
];

export const MEASURE_KEYS: readonly Pick<Shortcut, "keys" | "does">[] = [
  { keys: ["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"], does: "Move the cross" },
  { keys: ["Shift+ArrowRight"], does: "Move it far" },
  { keys: ["Enter"], does: "Set a point" },
  { keys: ["Backspace"], does: "Take the last point back" },
  { keys: ["Escape"], does: "End" },
];

/** All that the viewer does by keys. */
export function usePlanKeys({ frame, store, settings, measure, zoom, reach }: Means): void {
  const { set, colourBy, stage, measuring } = settings;
  const inFrame = () => frame.current?.contains(document.activeElement) ?? false;
  const arrow = (dx: number, dy: number, far: number) => {
    if (!measure) {
      store.change((now) => panBy(now, -dx * PAN_PX * far, -dy * PAN_PX * far));
      return;
    }
    const { view, screen } = store.get();
    const [x, y] = measure.cursor ?? toDrawing(view, [screen.width / 2, screen.height / 2]);
    const step = (STEP_PX * far) / view.scale;
    measure.move([x + dx * step, y + dy * step], 0);
  };
  useShortcuts([
    {
      keys: ["+", "="],
      does: "",
      run: () => {
        zoom(1);
      },
    },
    {
      keys: ["-"],
      does: "",
      run: () => {
        zoom(-1);
      },
    },
    { keys: ["0"], does: "", run: store.fit },
    {
      keys: ["c"],
      does: "",
      run: () => {
        set({ colourBy: NEXT_COLOURS[colourBy] });
      },
    },
    {
      keys: ["b"],
      does: "",
      run: () => {
        set({ stage: stage === "before" ? "after" : "before" });
      },
    },
    {
      keys: ["m"],
      does: "",
      run: () => {
        set({ measuring: !measuring });
      },
    },
    {
      keys: ["?"],
      does: "",
      run: () => {
        set({ keysShown: true });
      },
    },
    {
      keys: ["Escape"],
      does: "",
      when: () => measuring,
      run: () => {
        set({ measuring: false });
      },
    },
    {
      keys: ["Backspace"],
      does: "",
      when: () => measuring,
      run: () => {
        measure?.undo();
      },
    },
    {
      keys: ["Enter"],
      does: "",
      when: () => measuring,
      run: () => {
        if (measure?.cursor) measure.add(measure.cursor, reach());
      },
    },
    ...ARROWS.flatMap(([key, dx, dy]) => [
      {
        keys: [key],
        does: "",
        when: inFrame,
        run: () => {
          arrow(dx, dy, 1);
        },
      },
      {
        keys: [`Shift+${key}`],
        does: "",
        when: inFrame,
        run: () => {
          arrow(dx, dy, 6);
        },
      },
    ]),
  ]);
}
