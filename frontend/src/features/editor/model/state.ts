import { count } from "@/lib/format";
import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";

import { EMPTY_DRAFT, type Draft } from "./document";
import { addCopies, addLine, deleteWalls, splitWall, type Copied } from "./edits";
import { push, redo, startHistory, undo, type History } from "./history";
import { addOpening } from "./openings";

export type Tool = "select" | "draw" | "door" | "window" | "split" | "merge" | "divide" | "calibrate" | "scale";

export interface EditorState {
  history: History<Draft>;
  tool: Tool;
  selected: ReadonlySet<number>;
  /** Of the walls being drawn: where the first began, and where the next one does. */
  chain: { start: Point; from: Point } | null;
  /** Whether new walls bear loads. */
  loadBearing: boolean;
  /** The places of a calibration. */
  marks: readonly Point[];
  /** What happened last, in words, for those who do not see it. */
  said: string;
  /** How often something was said: the same words twice are two events. */
  turn: number;
}

export type EditorAction =
  | { type: "tool"; tool: Tool }
  /** A place was set, with whatever tool there is; `hit` is the wall there. */
  | { type: "place"; at: Point; hit: number | null; add: boolean }
  | { type: "end" }
  | { type: "select"; keys: Iterable<number>; said?: string }
  | { type: "edit"; edit: (draft: Draft) => Draft; said: string }
  | { type: "new-walls"; loadBearing: boolean }
  /** Where the cross is, or anything else that changes nothing. */
  | { type: "say"; said: string }
  /** Walls of this or another drawing, beside where they were. */
  | { type: "paste"; walls: readonly Copied[]; by: Point }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "delete" };

export function startState(history: History<Draft> = startHistory(EMPTY_DRAFT)): EditorState {
  const tool = history.present.walls.length === 0 ? "draw" : "select";
  return { history, tool, selected: NONE, chain: null, loadBearing: false, marks: [], said: "", turn: 0 };
}

const NONE: ReadonlySet<number> = new Set();

export function reduce(state: EditorState, action: EditorAction): EditorState {
  const next = act(state, action);
  return next === state || next.said === "" ? next : { ...next, turn: state.turn + 1 };
}

function act(state: EditorState, action: EditorAction): EditorState {
  switch (action.type) {
    case "tool":
      return { ...state, tool: action.tool, chain: null, marks: [], said: "" };
    case "place":
      return place(state, action);
    case "end":
      if (state.chain) return { ...state, chain: null, said: "Line ended." };
      return {
        ...state,
        selected: NONE,
        marks: [],
        tool: state.tool === "calibrate" || state.tool === "scale" ? "select" : state.tool,
        said: "",
      };
    case "select":
      return { ...state, selected: new Set(action.keys), said: action.said ?? "" };
    case "edit":
      return edited(state, action.edit(state.history.present), action.said);
    case "new-walls":
      return { ...state, loadBearing: action.loadBearing };
    case "paste": {
      const { draft, keys } = addCopies(state.history.present, action.walls, action.by);
      if (keys.length === 0) return state;
      return {
        ...edited(state, draft, `${count(keys.length, "wall")} added.`),
        tool: "select",
        chain: null,
        selected: new Set(keys),
      };
    }
    case "say":
      return { ...state, said: action.said };
    case "undo":
      return state.chain ? takeBack(state, state.chain) : moved(state, undo(state.history), "Undone.");
    case "redo":
      return moved(state, redo(state.history), "Redone.");
    case "delete": {
      const left = deleteWalls(state.history.present, state.selected);
      return { ...edited(state, left, deleted(state)), selected: NONE };
    }
  }
}

function place(state: EditorState, { at, hit, add }: { at: Point; hit: number | null; add: boolean }): EditorState {
  switch (state.tool) {
    case "select":
      return {
        ...state,
        selected: picked(state.selected, hit, add),
        said: hit === null ? "" : isOpening(state, hit) ? "Opening selected." : "Wall selected.",
      };
    case "draw":
      return draw(state, at);
    case "split": {
      if (hit === null) return { ...state, said: "There is no wall here to split." };
      return edited(state, splitWall(state.history.present, hit, at), "Wall split.");
    }
    case "door":
    case "window":
      return open(state, state.tool, hit, at);
    case "merge":
    case "divide":
      return state; // what they do hangs on the rooms, which the sheet knows
    case "calibrate":
    case "scale":
      if (state.marks.length >= 2) return state;
      return {
        ...state,
        marks: [...state.marks, at],
        said: state.marks.length === 0 ? "First place set." : "Second place set.",
      };
  }
}

function open(state: EditorState, kind: "door" | "window", hit: number | null, at: Point): EditorState {
  if (hit === null) return { ...state, said: `There is no wall here: a ${kind} stands in a wall.` };
  const { present } = state.history;
  const next = addOpening(present, hit, at, kind);
  if (next === present)
    return {
      ...state,
      said: `There is no room for a ${kind} here: it needs a straight wall that is longer, and no other opening.`,
    };
  return {
    ...edited(state, next, kind === "door" ? "Door placed." : "Window placed."),
    selected: new Set([present.nextKey]),
  };
}

function deleted({ history, selected }: EditorState): string {
  const openings = history.present.openings.filter(({ key }) => selected.has(key)).length;
  const walls = selected.size - openings;
  const parts = [walls > 0 && count(walls, "wall"), openings > 0 && count(openings, "opening")];
  return `${parts.filter(Boolean).join(" and ")} deleted.`;
}

function draw(state: EditorState, at: Point): EditorState {
  if (!state.chain) return { ...state, chain: { start: at, from: at }, said: "Start set." };
  const { start, from } = state.chain;
  if (distance(from, at) === 0) return { ...state, chain: null, said: "Line ended." };
  const closed = distance(start, at) === 0;
  const next = edited(state, addLine(state.history.present, from, at, state.loadBearing), "Wall drawn.");
  return {
    ...next,
    chain: closed ? null : { start, from: at },
    said: closed ? "Wall drawn, outline closed." : "Wall drawn.",
  };
}

function isOpening({ history }: EditorState, hit: number): boolean {
  return history.present.openings.some(({ key }) => key === hit);
}

function picked(selected: ReadonlySet<number>, hit: number | null, add: boolean): ReadonlySet<number> {
  if (hit === null) return add ? selected : NONE;
  if (!add) return new Set([hit]);
  const next = new Set(selected);
  if (!next.delete(hit)) next.add(hit);
  return next;
}

function edited(state: EditorState, draft: Draft, said: string): EditorState {
  if (draft === state.history.present) return state;
  return { ...state, history: push(state.history, draft), said };
}

/** While a line is drawn, its last wall is taken back, and the line goes on from where that wall began. */
function takeBack(state: EditorState, { start, from }: NonNullable<EditorState["chain"]>): EditorState {
  const last = state.history.present.walls.at(-1)?.wall;
  const drawn = last?.type === "line" && distance(start, from) > 0 && distance(last.end, from) === 0;
  if (!drawn) return { ...state, chain: null, said: "Start taken back." };
  const back = moved(state, undo(state.history), "Wall taken back.");
  return back === state ? state : { ...back, chain: { start, from: last.start } };
}

/** Walls that are no longer there are not selected either; a line that was begun is ended. */
function moved(state: EditorState, history: History<Draft>, said: string): EditorState {
  if (history === state.history) return state;
  const { walls, openings } = history.present;
  const keys = new Set([...walls, ...openings].map(({ key }) => key));
  const selected = new Set([...state.selected].filter((key) => keys.has(key)));
  return { ...state, history, selected, chain: null, said };
}
