import { expect, test } from "vitest";

import type { Room } from "@/plan/result";

import { roomColours } from "./roomColours";

function rooms(neighbours: Record<string, string[]>): Room[] {
  return Object.entries(neighbours).map(
    ([id, adjacent]) => ({ id, adjacent: adjacent.map((room) => ({ room, shared_length: 1 })) }) as unknown as Room,
  );
}

test("neighbours differ in colour, even where all of four touch each other", () => {
  const plan = rooms({ a: ["b", "c", "d"], b: ["a", "c", "d"], c: ["a", "b", "d"], d: ["a", "b", "c"] });
  expect(new Set(roomColours(plan).values()).size).toBe(4);
});

test("rooms that touch nothing still use all colours", () => {
  const plan = rooms({ a: [], b: [], c: [], d: [], e: [], f: [] });
  expect(new Set(roomColours(plan).values()).size).toBe(6);
});
