import { expect, it } from "vitest";

import type { Point } from "@/plan/plan";
import type { Room } from "@/plan/result";
import { RESULT } from "@/testing/examples";

import { accessOf } from "./access";

const [base] = RESULT.rooms;
if (!base) throw new Error("The example has rooms.");

/** A room of 2 by 2 at a place in a row, with openings at the side that they lead to. */
const room = (id: string, x: number, doors: (string | null)[]): Room => {
  const openings = doors.map((to, index) => {
    const at: Point = [x + (index === 0 ? 2 : 0), 1];
    return { start: at, end: at, width: 0.9, to, probability: 1 };
  });
  return { ...base, id, label_point: [x + 1, 1], openings };
};

it("tells the shortest way out through other rooms", () => {
  const { waysOut, closed, inner } = accessOf([
    room("hall", 4, [null]),
    room("middle", 2, ["hall"]),
    room("end", 0, ["middle"]),
  ]);
  expect(waysOut.get("end")).toEqual({ through: ["middle", "hall"], length: 5 });
  expect(waysOut.get("hall")).toEqual({ through: [], length: 1 });
  expect([closed, inner]).toEqual([[], []]);
});

it("tells rooms to which no opening leads from those that lead nowhere", () => {
  const { closed, inner } = accessOf([
    room("hall", 4, [null]),
    room("a", 2, ["b"]),
    room("b", 0, ["a"]),
    room("shaft", 9, []),
  ]);
  expect(closed).toEqual(["shaft"]);
  expect(inner).toEqual(["a", "b"]);
});

it("of two ways the shorter one counts, whatever comes first", () => {
  const { waysOut } = accessOf([room("start", 0, ["far", "near"]), room("far", 90, [null]), room("near", 2, [null])]);
  expect(waysOut.get("start")?.through).toEqual(["near"]);
});

it("says nothing of a plan without openings", () => {
  expect(accessOf([room("a", 0, [])]).known).toBe(false);
});
