import { expect, test } from "vitest";

import { CONFIDENCE_CLASSES, confidenceClass, UNRATED } from "./confidence";

test.each([
  [1, "Sure"],
  [0.95, "Sure"],
  [0.9499, "Likely"],
  [0.5, "Doubtful"],
  [0, "Unsure"],
])("%j is called %s", (confidence, name) => {
  expect(CONFIDENCE_CLASSES[confidenceClass(confidence)]?.name).toBe(name);
});

test("a room that nobody rated has a class of its own", () => {
  expect(confidenceClass(undefined)).toBe(UNRATED);
});
