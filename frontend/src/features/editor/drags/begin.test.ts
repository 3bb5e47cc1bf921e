import { expect, test } from "vitest";

import type { Point } from "@/plan/plan";

import { EMPTY_DRAFT, type Draft } from "../model/document";
import { addLine } from "../model/edits";
import { startHistory } from "../model/history";
import { snapTargets, type SnapKind } from "../model/snap";
import { reduce, startState, type EditorState, type Tool } from "../model/state";
import { beginDrag } from "./begin";
import type { Ground } from "./drag";

const event = { at: [0, 0] as Point, shift: false, alt: false, touch: false };

/** A room of 4 by 3 with a wall across its middle: key 5 ends on the sides of 1 and 3. */
const PLAN = (
  [
    [0, 0, 4, 0],
    [4, 0, 4, 3],
    [4, 3, 0, 3],
    [0, 3, 0, 0],
    [2, 0, 2, 3],
  ] as const
).reduce<Draft>((draft, [ax, ay, bx, by]) => addLine(draft, [ax, ay], [bx, by]), EMPTY_DRAFT);

function dragged(tool: Tool, path: readonly [Point, ...Point[]], selected: number[] = []): EditorState {
  const start = startState(startHistory(PLAN));
  let state: EditorState = { ...start, tool, selected: new Set(selected) };
  const ground = (): Ground => ({
    state,
    rooms: () => [],
    scale: 100,
    reach: () => 0.1,
    snapAt: (point) => ({ point, kind: "none" satisfies SnapKind, guides: [] }),
  });
  const { drag, first } = beginDrag({ start: path[0], event, add: false }, ground(), snapTargets(PLAN.walls));
  state = first.reduce(reduce, state);
  const last = path.slice(1).reduce((now, here) => now.follow(here, event, ground()), drag);
  return last.finish(ground()).reduce(reduce, state);
}

const lines = ({ history }: EditorState) =>
  history.present.walls.map(({ wall }) => (wall.type === "line" ? [...wall.start, ...wall.end] : []));

test("a dragged outer wall takes its neighbours along, and one undo brings all back", () => {
  const state = dragged("select", [
    [4, 1],
    [4.2, 1],
    [5, 1],
  ]);
  expect(lines(state)).toEqual([
    [0, 0, 5, 0],
    [5, 0, 5, 3],
    [5, 3, 0, 3],
    [0, 3, 0, 0],
    [2, 0, 2, 3],
  ]);
  expect([...state.selected]).toEqual([2]);
  expect(lines(reduce(state, { type: "undo" }))).toEqual(lines(startState(startHistory(PLAN))));
});

test("a wall that others end on is moved across, and they follow; along, they stay", () => {
  expect(
    lines(
      dragged("select", [
        [1, 0],
        [1, -1],
      ]),
    )[4],
  ).toEqual([2, -1, 2, 3]);
  expect(
    lines(
      dragged("select", [
        [2, 1],
        [3, 1],
      ]),
    ),
  ).toEqual([
    [0, 0, 4, 0],
    [4, 0, 4, 3],
    [4, 3, 0, 3],
    [0, 3, 0, 0],
    [3, 0, 3, 3],
  ]);
});

test("a corner of a selected wall is moved with all walls that meet in it", () => {
  const state = dragged(
    "select",
    [
      [4, 3],
      [5, 4],
    ],
    [2],
  );
  expect(lines(state).slice(1, 3)).toEqual([
    [4, 0, 5, 4],
    [5, 4, 0, 3],
  ]);
});

test("a frame selects what is wholly inside, a drag of the pen is one wall, other tools drag nothing", () => {
  expect([
    ...dragged("select", [
      [1.5, -0.5],
      [4.5, 3.5],
    ]).selected,
  ]).toEqual([2, 5]);
  expect(
    lines(
      dragged("draw", [
        [6, 0],
        [6, 2],
        [7, 2],
      ]),
    ).at(-1),
  ).toEqual([6, 0, 7, 2]);
  expect(
    dragged("split", [
      [2, 1],
      [3, 1],
    ]).history.past,
  ).toEqual([]);
});

test("a press that comes back to where it was changes nothing", () => {
  expect(
    lines(
      dragged("select", [
        [4, 1],
        [5, 1],
        [4, 1],
      ]),
    ),
  ).toEqual(lines(startState(startHistory(PLAN))));
});
