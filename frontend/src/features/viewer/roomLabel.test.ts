import { expect, test } from "vitest";

import { roomLabel } from "./roomLabel";

const ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
] as const;
const room = (name: string) => ({
  name,
  colour: 0,
  usage: "Living",
  usageColour: 0,
  area: 12,
  confidence: undefined,
  rings: [ring],
  box: [0, 0, 10, 10] as const,
  labelPoint: [5, 5] as const,
});

test.each([
  ["Room 7", [["Room 7", "12 m²"], ["Room 7"], ["7"]]],
  ["Bath", [["Bath", "12 m²"], ["Bath"]]],
  [
    "1.01 Living room",
    [
      ["1.01 Living room", "12 m²"],
      ["1.01", "Living", "room", "12 m²"],
      ["1.01 Living room"],
      ["1.01", "Living", "room"],
      ["1.01"],
    ],
  ],
])("%s has a label for small rooms, too", (name, lines) => {
  expect(roomLabel(room(name), "m", "room").texts.map((text) => text.lines)).toEqual(lines);
});

test("where colours tell usages, labels say them, too", () => {
  expect(roomLabel(room("Bath"), "m", "usage").texts[0]?.lines).toEqual(["Bath", "Living"]);
  expect(roomLabel({ ...room("Bath"), usage: "" }, "m", "usage").texts[0]?.lines).toEqual(["Bath", "12 m²"]);
});
