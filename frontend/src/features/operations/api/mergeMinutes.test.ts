import { expect, test } from "vitest";

import { minute } from "@/testing/fleetExamples";

import { mergeMinutes } from "./mergeMinutes";

test("a newer figure takes the place of the older, and the oldest minute leaves", () => {
  const nothing = minute(0).wait;
  const known = { minutes: [minute(60, 1), minute(120, 2)], wait: nothing, run: nothing };
  const merged = mergeMinutes(known, [minute(120, 5), minute(180, 1)]);
  expect(merged.minutes.map(({ at, submitted }) => [at, submitted])).toEqual([
    [120, 5],
    [180, 1],
  ]);
});
