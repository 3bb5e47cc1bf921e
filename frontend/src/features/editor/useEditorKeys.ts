import type { Dispatch, RefObject } from "react";

import type { KeyGroup } from "@/components/KeyboardMap";
import { useShortcuts, type Shortcut } from "@/hooks/useShortcuts";
import type { DrawingView } from "@/hooks/useView";
import { count, formatLength } from "@/lib/format";
import { reveal, toDrawing, zoomAt } from "@/plan/view";

import { copiedWalls, copyWalls } from "./model/clipboard";
import { placeInWords } from "./model/placeInWords";
import { boxOfWall } from "./model/document";
import { copyOf, dragWalls, mirrorWalls, rotateWalls, setLoadBearing, type Copied } from "./model/edits";
import type { EditorAction, EditorState } from "./model/state";
import type { SheetWork } from "./useSheet";

interface Means {
  frame: RefObject<HTMLElement | null>;
  view: DrawingView;
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  work: SheetWork;
  lengthField: RefObject<HTMLInputElement | null>;
  onKeys: () => void;
}

export const EDITOR_KEYS: readonly KeyGroup[] = [
  {
    title: "Tools",
    keys: [
      { keys: ["v"], does: "Select" },
      { keys: ["w"], does: "Draw walls" },
      { keys: ["o"], does: "Place doors" },
      { keys: ["f"], does: "Place windows" },
      { keys: ["g"], does: "Merge rooms" },
      { keys: ["s"], does: "Divide a room" },
      { keys: ["x"], does: "Split walls" },
      { keys: ["Escape"], does: "End the line; select nothing" },
      { keys: ["?"], does: "These keys" },
    ],
  },
  {
    title: "On the sheet",
    keys: [
      { keys: ["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"], does: "Move the cross by a square" },
      { keys: ["Shift+ArrowRight"], does: "By five squares" },
      { keys: ["Enter"], does: "Use the tool at the cross" },
      { keys: ["l"], does: "Type a length (3.2, or 3.2@90)" },
      { keys: ["n", "p"], does: "Next, previous wall" },
    ],
  },
  {
    title: "Selected walls",
    keys: [
      { keys: ["b"], does: "Load-bearing, or not" },
      { keys: ["Delete"], does: "Delete" },
      { keys: ["Mod+ArrowRight"], does: "Move by a square" },
      { keys: ["Mod+a"], does: "Select all" },
      { keys: ["Mod+c", "Mod+v"], does: "Copy, paste" },
      { keys: ["Mod+d"], does: "Duplicate" },
      { keys: ["r"], does: "Turn by a quarter" },
      { keys: ["m"], does: "Mirror" },
    ],
  },
  {
    title: "Plan",
    keys: [
      { keys: ["Mod+z"], does: "Undo" },
      { keys: ["Mod+Shift+z", "Mod+y"], does: "Redo" },
      { keys: ["+", "-"], does: "Zoom in, out" },
      { keys: ["0"], does: "Fit the plan" },
      { keys: ["Wheel", "Mod+Wheel"], does: "Move the sheet, zoom" },
    ],
  },
];

const ARROWS: readonly (readonly [string, number, number])[] = [
  ["ArrowLeft", -1, 0],
  ["ArrowRight", 1, 0],
  ["ArrowUp", 0, -1],
  ["ArrowDown", 0, 1],
];
const FAR = 5;
const ZOOM_STEP = 1.5;

/** All that the editor does by keys. */
export function useEditorKeys({ frame, view: drawingView, state, dispatch, work, lengthField, onKeys }: Means): void {
  const { view, screen, change, fit } = drawingView;
  const { walls } = state.history.present;
  const onSheet = () => document.activeElement === frame.current;
  const chosen = () => state.selected.size > 0;
  const zoom = (factor: number) => {
    change((now, fitScale) => zoomAt(now, factor, [screen.width / 2, screen.height / 2], fitScale));
  };
  const step = (dx: number, dy: number) => {
    const [x, y] = work.cursor?.point ?? toDrawing(view, [screen.width / 2, screen.height / 2]);
    const [toX, toY] = [x + dx * work.step, y + dy * work.step];
    const { point, kind } = work.setCursor([toX, toY]);
    dispatch({ type: "say", said: placeInWords(point, kind, state.history.present.units) });
    change((now) => reveal(now, [toX, toY, toX, toY], screen));
  };
  const nudge = (dx: number, dy: number) => {
    const edit = (draft: typeof state.history.present) =>
      dragWalls(draft, state.selected, dx * work.step, dy * work.step, work.step / 1000);
    const way = dx === 0 ? (dy < 0 ? "up" : "down") : dx < 0 ? "left" : "right";
    dispatch({ type: "edit", edit, said: `Moved ${way} by ${formatLength(work.step, state.history.present.units)}.` });
  };
  const turn = (by: 1 | -1) => {
    const current = walls.findIndex((item) => state.selected.has(item.key));
    const next = walls.at(current === -1 && by === -1 ? -1 : (current + by) % walls.length);
    if (!next) return;
    dispatch({ type: "tool", tool: "select" });
    dispatch({ type: "select", keys: [next.key], said: `Wall ${String(walls.indexOf(next) + 1)} selected.` });
    change((now) => reveal(now, boxOfWall(next.wall), screen));
  };
  const chosenWalls = () => copyOf(state.history.present, state.selected);
  const paste = (copied: readonly Copied[]) => {
    dispatch({ type: "paste", walls: copied, by: [work.step, work.step] });
  };
  const toggleBearing = () => {
    const all = walls.filter(({ key }) => state.selected.has(key)).every(({ wall }) => wall.is_load_bearing);
    dispatch({
      type: "edit",
      edit: (draft) => setLoadBearing(draft, state.selected, !all),
      said: all ? "Not load-bearing." : "Load-bearing.",
    });
  };
  const key = (keys: string[], run: () => void, when?: () => boolean): Shortcut => ({
    keys,
    does: "",
    run,
    ...(when && { when }),
  });
  useShortcuts([
    key(["v"], () => {
      dispatch({ type: "tool", tool: "select" });
    }),
    key(["w", "d"], () => {
      dispatch({ type: "tool", tool: "draw" });
    }),
    key(["o"], () => {
      dispatch({ type: "tool", tool: "door" });
    }),
    key(["f"], () => {
      dispatch({ type: "tool", tool: "window" });
    }),
    key(["g"], () => {
      dispatch({ type: "tool", tool: "merge" });
    }),
    key(["s"], () => {
      dispatch({ type: "tool", tool: "divide" });
    }),
    key(["x"], () => {
      dispatch({ type: "tool", tool: "split" });
    }),
    key(["Escape"], () => {
      dispatch({ type: "end" });
    }),
    key(["?"], onKeys),
    key(["l"], () => {
      lengthField.current?.focus();
    }),
    key(["n"], () => {
      turn(1);
    }),
    key(["p"], () => {
      turn(-1);
    }),
    key(["b"], toggleBearing, chosen),
    key(
      ["Delete", "Backspace"],
      () => {
        dispatch({ type: "delete" });
      },
      chosen,
    ),
    key(
      ["r"],
      () => {
        dispatch({ type: "edit", edit: (draft) => rotateWalls(draft, state.selected), said: "Turned." });
      },
      chosen,
    ),
    key(
      ["m"],
      () => {
        dispatch({ type: "edit", edit: (draft) => mirrorWalls(draft, state.selected), said: "Mirrored." });
      },
      chosen,
    ),
    key(
      ["Mod+c"],
      () => {
        const chosen = chosenWalls();
        copyWalls(chosen);
        dispatch({ type: "say", said: `${count(chosen.length, "wall")} copied.` });
      },
      chosen,
    ),
    key(
      ["Mod+v"],
      () => {
        paste(copiedWalls());
      },
      () => copiedWalls().length > 0,
    ),
    key(
      ["Mod+d"],
      () => {
        paste(chosenWalls());
      },
      chosen,
    ),
    key(["Mod+a"], () => {
      dispatch({ type: "select", keys: walls.map((item) => item.key), said: "All selected." });
    }),
    key(["Mod+z"], () => {
      dispatch({ type: "undo" });
    }),
    key(["Mod+Shift+z", "Mod+y"], () => {
      dispatch({ type: "redo" });
    }),
    key(["+", "="], () => {
      zoom(ZOOM_STEP);
    }),
    key(["-"], () => {
      zoom(1 / ZOOM_STEP);
    }),
    key(["0"], fit),
    key(
      ["Enter"],
      () => {
        work.act(false);
      },
      onSheet,
    ),
    key(
      ["Shift+Enter"],
      () => {
        work.act(true);
      },
      onSheet,
    ),
    ...ARROWS.flatMap(([name, dx, dy]) => [
      key(
        [name],
        () => {
          step(dx, dy);
        },
        onSheet,
      ),
      key(
        [`Shift+${name}`],
        () => {
          step(dx * FAR, dy * FAR);
        },
        onSheet,
      ),
      key(
        [`Mod+${name}`],
        () => {
          nudge(dx, dy);
        },
        chosen,
      ),
    ]),
  ]);
}
