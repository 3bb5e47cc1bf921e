import { expect, test } from "vitest";

import type { Job } from "./api/fetchJob";
import { aheadInWords, steps } from "./steps";

const detail = (job: Partial<Job> & Pick<Job, "status">, waitedS: number) =>
  steps({ progress: null, ahead: null, ...job }, waitedS).find(({ state }) => state === "now")?.detail;

test.each([
  [null, ""],
  [0, "It is the next."],
  [3, "3 ahead of yours."],
  [1000, "1,000 or more ahead of yours."],
])("%j jobs before it: %j", (ahead, words) => {
  expect(aheadInWords(ahead)).toBe(words);
});

test("a job that waits says its place where the service knows it", () => {
  expect(detail({ status: "pending", ahead: 3 }, 0)).toBe("3 ahead of yours. The next free worker takes it.");
  expect(detail({ status: "pending", ahead: null }, 0)).toBe("The next free worker takes it.");
  expect(detail({ status: "pending", ahead: 3 }, 60)).toMatch(/^3 ahead of yours. No worker has taken it yet/);
});

test("a job whose rooms were found waits for nobody; they are on their way", () => {
  const all = steps({ status: "completed", progress: null, ahead: null }, 60);
  expect(all.map(({ state }) => state)).toEqual(["done", "done", "done", "now"]);
  expect(all.at(-1)?.title).toBe("Loading the rooms");
});

test("a running job says its stage; one that this page does not know by its name", () => {
  expect(detail({ status: "processing", progress: { stage: "close", share: 0.3 } }, 1)).toBe(
    "Gaps between walls are closed.",
  );
  expect(detail({ status: "processing", progress: { stage: "polish", share: 0.3 } }, 1)).toBe("polish.");
  expect(detail({ status: "processing", progress: null }, 1)).toBe("Walls are joined and their faces walked.");
});
