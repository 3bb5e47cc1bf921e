import { expect, test } from "vitest";

import { matches, readFilters, writeFilters } from "./jobFilters";

test("filters go into the address and come back", () => {
  const filters = {
    status: ["pending" as const, "failed" as const],
    owner: "jwt:ann",
    error: "time-limit",
    search: "flat 3",
  };
  expect(readFilters(writeFilters(filters))).toEqual(filters);
});

test("what an address asks for that does not exist is left out", () => {
  expect(readFilters(new URLSearchParams("status=lost&status=failed"))).toEqual({
    status: ["failed"],
    owner: undefined,
    error: undefined,
    search: "",
  });
});

test("a search finds names in any case, and ids", () => {
  const job = { job_id: "job_0a1b", name: "Flat 3" };
  expect([
    matches(job, "fLAT"),
    matches(job, "0a1"),
    matches(job, "house"),
    matches({ ...job, name: null }, " "),
  ]).toEqual([true, true, false, true]);
});
