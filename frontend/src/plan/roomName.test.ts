import { expect, test } from "vitest";

import { namesInSentences } from "./roomName";

const named = namesInSentences([
  { id: "room-1", name: "Kitchen", number: "1.01" },
  { id: "room-10", name: null, number: null },
]);

test.each([
  ["a gap between room-1 and room-10", "a gap between 1.01 Kitchen and Room 10"],
  ["room-2 was lost", "Room 2 was lost"],
  ["the bathroom-1 sign", "the bathroom-1 sign"],
])("%s", (detail, said) => {
  expect(named(detail)).toBe(said);
});
