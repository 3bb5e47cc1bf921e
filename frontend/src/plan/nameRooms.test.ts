import { expect, test } from "vitest";

import { PLAN, RESULT } from "@/testing/examples";

import { markRooms } from "./marks";
import { nameRooms, renamed, type RoomNames } from "./nameRooms";

const [left, right] = RESULT.rooms;
if (!left || !right) throw new Error("the example has two rooms");

test("what was typed becomes labels of the plan, inside their rooms", () => {
  const named = nameRooms(
    PLAN,
    RESULT,
    new Map<string, RoomNames>([["room-2", { name: " Bath ", number: "1.02", usage: "", mark: "" }]]),
  );
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
  const named = nameRooms(
    plan,
    result,
    new Map<string, RoomNames>([["room-1", { name: "Studio", number: "1.01", usage: "", mark: "" }]]),
  );
  expect(named.labels?.map(({ text, point }) => [text, point[0]])).toEqual([
    ["1.01", 1],
    ["Kitchen", 5],
    ["Studio", 2],
  ]);
});

test("a name that was deleted is a label less", () => {
  const plan = { ...PLAN, labels: [{ text: "Kitchen", point: [1, 1] as [number, number], kind: "name" as const }] };
  const named = nameRooms(
    plan,
    { rooms: [{ ...left, name: "Kitchen" }] },
    new Map<string, RoomNames>([["room-1", { name: "", number: "", usage: "", mark: "" }]]),
  );
  expect(named.labels).toEqual([]);
});

test("a mark goes with the plan, is read from it, and is taken back", () => {
  const said = (mark: RoomNames["mark"]) =>
    new Map<string, RoomNames>([["room-2", { name: "", number: "", usage: "", mark }]]);
  const notes = { ...PLAN, findings: [{ kind: "units", detail: "metres" }] };
  const marked = nameRooms(notes, RESULT, said("to_check"));
  expect(marked.findings).toHaveLength(2);
  const rooms = markRooms(RESULT.rooms, marked.findings);
  expect(rooms.map(({ mark }) => mark)).toEqual([undefined, "to_check"]);
  expect(renamed({ ...RESULT, rooms }, said("accepted")).rooms[1]?.mark).toBe("accepted");
  expect(nameRooms(marked, { rooms }, said("accepted")).findings?.map(({ kind }) => kind)).toEqual([
    "units",
    "accepted",
  ]);
  expect(nameRooms(marked, { rooms }, said("")).findings).toEqual(notes.findings);
});
