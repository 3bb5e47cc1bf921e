import { expect, test } from "vitest";

import { keyOf } from "./useShortcuts";

test.each([
  ["z", "KeyZ", "z"],
  ["Z", "KeyY", "z"], // of a German keyboard: by what it says, not by its place
  ["я", "KeyZ", "z"],
  ["ψ", "KeyC", "c"],
  ["à", "Digit0", "0"],
  ["?", "Minus", "?"],
  ["Enter", "NumpadEnter", "Enter"],
])("%j at %s is the key %j", (key, code, name) => {
  expect(keyOf({ key, code })).toBe(name);
});
