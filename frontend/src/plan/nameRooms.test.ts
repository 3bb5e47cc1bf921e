import { expect, test } from "vitest";

import { PLAN, RESULT } from "@/testing/examples";

import { nameRooms } from "./nameRooms";

const [left, right] = RESULT.rooms;
if (!left || !right) throw new Error("the example has two rooms");

test("what was typed becomes labels of the plan, inside their rooms", () => {
  const named = nameRooms(PLAN, RESULT, new Map([["room-2", { name: " Bath ", number: "1.02", usage: "" }]]));
  expect(named.labels).toEqual([
    { text: "Bath", point: [5, 1.5], kind: "name" },
    { text: "1.02", point: [5, 1.5], kind: "number" },
  ]);
  expect(named.walls).toBe(PLAN.walls);
});

test("a new name takes the place of the old one, and the labels of other rooms stay", () => {
  const plan = {
    ...PLAN,
    labels: [
      { text: "Kitchen", point: [1, 1] as [number, number] },
      { text: "1.01", point: [1, 1] as [number, number], kind: "number" as const },
      { text: "Kitchen", point: [5, 1] as [number, number] },
    ],
  };
  const result = { rooms: [{ ...left, name: "Kitchen", number: "1.01" }, right] };
  const named = nameRooms(plan, result, new Map([["room-1", { name: "Studio", number: "1.01", usage: "" }]]));
  expect(named.labels?.map(({ text, point }) => [text, point[0]])).toEqual([
    ["1.01", 1],
    ["Kitchen", 5],
    ["Studio", 2],
  ]);
});

test("a name that was deleted is a label less", () => {
  const plan = { ...PLAN, labels: [{ text: "Kitchen", point: [1, 1] as [number, number], kind: "name" as const }] };
  const named = nameRooms(plan, { rooms: [{ ...left, name: "Kitchen" }] }, new Map([["room-1", { name: "", number: "", usage: "" }]]));
  expect(named.labels).toEqual([]);
});
