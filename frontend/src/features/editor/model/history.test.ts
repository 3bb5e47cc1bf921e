import { expect, test } from "vitest";

import { push, redo, startHistory, undo } from "./history";

test("steps are undone and redone one by one", () => {
  const after = push(push(startHistory("a"), "b"), "c");
  expect(undo(after).present).toBe("b");
  expect(undo(undo(after)).present).toBe("a");
  expect(redo(undo(undo(after))).present).toBe("b");
});

test("a new step forgets what was undone", () => {
  const after = push(undo(push(startHistory("a"), "b")), "c");
  expect(redo(after).present).toBe("c");
  expect(undo(after).present).toBe("a");
});

test("nothing to undo or redo changes nothing, nor does a step to the same", () => {
  const start = startHistory("a");
  expect(undo(start)).toBe(start);
  expect(redo(start)).toBe(start);
  expect(push(start, "a").past).toEqual([]);
});

test("the oldest steps are forgotten", () => {
  let history = startHistory(0);
  for (let step = 1; step <= 1000; step++) history = push(history, step);
  expect(history.past).toHaveLength(300);
  expect(history.past[0]).toBe(700);
});
