import { expect, test } from "vitest";

import { pollDelay } from "./pollDelay";

const young = { pollAfterMs: 500, ageMs: 0, failures: 0, hidden: false };

test("a young job is asked for as often as the API likes", () => {
  expect(pollDelay(young)).toBe(500);
});

test("an ended job is not asked for again", () => {
  expect(pollDelay({ ...young, pollAfterMs: null })).toBe(false);
});

test("the longer a job waits, the rarer the questions, up to a limit", () => {
  expect(pollDelay({ ...young, ageMs: 20_000 })).toBe(2_000);
  expect(pollDelay({ ...young, ageMs: 3_600_000 })).toBe(15_000);
});

test("failures double the pause", () => {
  expect(pollDelay({ ...young, failures: 3 })).toBe(4_000);
});

test("a page in the background asks rarely", () => {
  expect(pollDelay({ ...young, hidden: true })).toBe(5_000);
});
