import { expect, test } from "vitest";

import type { RoomNames } from "@/plan/nameRooms";
import { PLAN, RESULT } from "@/testing/examples";

import { buildScene } from "./scene";
import { byNumber, scheduleCsv, scheduleOf } from "./schedule";

const { rooms } = buildScene(PLAN, RESULT);

test("areas are net and gross, in square metres and feet, with their totals", () => {
  const netted = buildScene(PLAN, {
    ...RESULT,
    rooms: RESULT.rooms.map((room) => ({ ...room, net_area: room.area - 1 })),
  });
  const { gross, net } = scheduleOf(netted.rooms, "m", new Map());
  expect(gross).toMatchObject({ m2: 18 });
  expect(net.m2).toBe(16);
  expect(gross.ft2).toBeCloseTo(193.75, 1);
});

test("without all net areas there is no net total, and without a scale no square metre", () => {
  expect(scheduleOf(rooms, "m", new Map()).net.m2).toBeNull();
  const pixels = scheduleOf(rooms, "px", new Map());
  expect(pixels.gross).toEqual({ plan: 18, m2: null, ft2: null });
  expect(scheduleCsv(pixels, "px")).toContain("Gross px²");
});

test("a file for spreadsheets keeps commas and quotes, and no name becomes a formula", () => {
  const typed = new Map<string, RoomNames>([
    ["room-1", { name: '=SUM(A1), "big"', number: "-1", usage: "Living", mark: "" }],
  ]);
  const [head, first, , living, total] = scheduleCsv(scheduleOf(rooms, "m", typed), "m").split("\r\n");
  expect(head).toBe("Number,Name,Usage,Net m²,Gross m²,Net ft²,Gross ft²");
  expect(first).toBe(`-1,"'=SUM(A1), ""big""",Living,,12.00,,129.17`);
  expect(living).toBe(",Total of Living,,,12.00,,129.17");
  expect(total).toBe(",Total,,,18.00,,193.75");
});

test("usages have totals, and what was checked is told where anything was", () => {
  const typed = new Map<string, RoomNames>([["room-2", { name: "Bath", number: "", usage: "wet", mark: "to_check" }]]);
  const schedule = scheduleOf(rooms, "m", typed);
  expect(schedule.usages).toMatchObject([{ name: "wet", rooms: 1, gross: { m2: 6 } }]);
  const [head, , second] = scheduleCsv(schedule, "m").split("\r\n");
  expect(head).toContain("Usage,Checked,Net m²");
  expect(second).toContain("wet,To be checked,");
});

test("what is handed on is in the order of numbers, rooms without one last", () => {
  const number = (text: string): RoomNames => ({ name: "", number: text, usage: "", mark: "" });
  const order = (typed: [string, RoomNames][]) =>
    byNumber(scheduleOf(rooms, "m", new Map(typed))).rows.map(({ id }) => id);
  expect(
    order([
      ["room-1", number("1.10")],
      ["room-2", number("1.9")],
    ]),
  ).toEqual(["room-2", "room-1"]);
  expect(order([["room-2", number("7")]])).toEqual(["room-2", "room-1"]);
  expect(order([])).toEqual(["room-1", "room-2"]);
});
