import { expect, test } from "vitest";

import { RESULT } from "@/testing/examples";

import { findingsOf } from "./findings";

const walls = [
  {
    points: [
      [0, 0],
      [4, 0],
    ],
  },
  {
    points: [
      [0, 2],
      [4, 2],
    ],
  },
] as const;
const twice = ([x, y]: readonly [number, number]) => [2 * x, 2 * y] as const;

test("what to look at comes before what was repaired, each at its place in the drawing", () => {
  const result = {
    ...RESULT,
    repairs: [{ kind: "gap", at: [1, 1], to: [3, 1], detail: "closed a gap of 2 m between room-1 and room-2" }],
    diagnostics: [{ kind: "duplicate_wall", wall: 1, detail: "wall 1 lies on wall 0 all along" }],
  } satisfies typeof RESULT;
  const [look, repair] = findingsOf(result, walls, twice);
  expect(look).toMatchObject({ number: 1, title: "Wall drawn twice", repaired: false, at: [2, 2] });
  expect(look?.detail).toBe("Wall 2 lies on wall 1 all along.");
  expect(repair).toMatchObject({ number: 2, title: "Gap closed", repaired: true, at: [4, 2] });
  expect(repair?.detail).toBe("Closed a gap of 2 m between Room 1 and Room 2.");
  expect(repair?.stretch).toEqual([
    [2, 2],
    [6, 2],
  ]);
});

test("findings call rooms as the plan does", () => {
  const result = {
    ...RESULT,
    rooms: RESULT.rooms.map((room) => (room.id === "room-1" ? { ...room, name: "Kitchen" } : room)),
    diagnostics: [{ kind: "doubt", at: [1, 1], detail: "room-1 and room-2 may be one" }],
  } satisfies typeof RESULT;
  expect(findingsOf(result, walls, twice)[0]?.detail).toBe("Kitchen and Room 2 may be one.");
});

test("a detector that says nothing of repairs has none", () => {
  expect(findingsOf(RESULT, walls, twice)).toEqual([]);
});

test("a kind that this page does not know is named by its own words", () => {
  const result = {
    ...RESULT,
    diagnostics: [{ kind: "stair_seen", at: [1, 1], detail: "a stair at (1, 1)" }],
  } satisfies typeof RESULT;
  expect(findingsOf(result, walls, twice)[0]?.title).toBe("Stair seen");
});
