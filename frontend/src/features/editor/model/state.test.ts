import { expect, test } from "vitest";

import type { Point } from "@/plan/plan";

import { reduce, startState, type EditorAction, type EditorState } from "./state";

function run(...actions: EditorAction[]): EditorState {
  return actions.reduce(reduce, startState());
}

const place = (at: Point, hit: number | null = null, add = false): EditorAction => ({ type: "place", at, hit, add });
const square = [place([0, 0]), place([4, 0]), place([4, 3]), place([0, 0])];
const keys = ({ history }: EditorState) => history.present.walls.map(({ key }) => key);

test("an empty plan is drawn at once; each place continues the line, and its start closes it", () => {
  const state = run(...square);
  expect(keys(state)).toEqual([1, 2, 3]);
  expect(state.chain).toBeNull();
  expect(state.said).toBe("Wall drawn, outline closed.");
});

test("the same place twice ends the line", () => {
  const state = run(place([0, 0]), place([4, 0]), place([4, 0]));
  expect(keys(state)).toEqual([1]);
  expect(state.chain).toBeNull();
});

test("new walls bear loads where that was chosen", () => {
  const state = run({ type: "new-walls", loadBearing: true }, place([0, 0]), place([4, 0]));
  expect(state.history.present.walls[0]?.wall.is_load_bearing).toBe(true);
});

test("a wall is selected, others are added and taken away", () => {
  const select: EditorAction = { type: "tool", tool: "select" };
  expect([...run(...square, select, place([2, 0], 1)).selected]).toEqual([1]);
  expect([...run(...square, select, place([2, 0], 1), place([4, 1], 2, true)).selected]).toEqual([1, 2]);
  expect([...run(...square, select, place([2, 0], 1), place([2, 0], 1, true)).selected]).toEqual([]);
  expect([...run(...square, select, place([2, 0], 1), place([9, 9])).selected]).toEqual([]);
});

test("delete, undo, redo", () => {
  const deleted = run(...square, { type: "select", keys: [1, 3] }, { type: "delete" });
  expect(keys(deleted)).toEqual([2]);
  expect(deleted.said).toBe("2 walls deleted.");
  const back = reduce(deleted, { type: "undo" });
  expect(keys(back)).toEqual([1, 2, 3]);
  expect(keys(reduce(back, { type: "redo" }))).toEqual([2]);
});

test("what an undo takes away is no longer selected", () => {
  const state = run(place([0, 0]), place([4, 0]), { type: "select", keys: [1] }, { type: "undo" });
  expect(state.selected.size).toBe(0);
});

test("while a line is drawn, undo takes its last wall back and the line goes on", () => {
  const drawn = run(place([0, 0]), place([4, 0]), place([4, 3]), { type: "undo" });
  expect(keys(drawn)).toEqual([1]);
  expect(drawn.chain).toEqual({ start: [0, 0], from: [4, 0] });
  const one = reduce(drawn, { type: "undo" });
  expect(one.chain).toEqual({ start: [0, 0], from: [0, 0] });
  const none = reduce(one, { type: "undo" });
  expect(none.chain).toBeNull();
  expect(keys(reduce(none, { type: "redo" }))).toEqual([1]);
});

test("the same words twice are two events for those who listen", () => {
  const once = run({ type: "say", said: "Moved." });
  expect(reduce(once, { type: "say", said: "Moved." }).turn).toBe(once.turn + 1);
});

test("the split tool splits what it hits, and says when there is nothing", () => {
  const split: EditorAction = { type: "tool", tool: "split" };
  expect(keys(run(...square, split, place([1, 0], 1)))).toEqual([1, 4, 2, 3]);
  expect(run(...square, split, place([9, 9])).said).toBe("There is no wall here to split.");
});

test("a calibration takes two places and leaves by Escape", () => {
  const state = run({ type: "tool", tool: "calibrate" }, place([0, 0]), place([1, 0]), place([2, 0]));
  expect(state.marks).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(reduce(state, { type: "end" })).toMatchObject({ tool: "select", marks: [] });
});
