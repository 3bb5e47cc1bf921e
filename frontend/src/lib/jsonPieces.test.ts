import { expect, it } from "vitest";

import { joinPiece, piecesOf } from "./jsonPieces";

it.each([
  [
    "a plan of many walls",
    { name: "Tower", walls: Array.from({ length: 4321 }, (_, index) => ({ index })), labels: [] },
  ],
  [
    "two long lists",
    { rooms: Array.from({ length: 2001 }, (_, n) => n), leaks: Array.from({ length: 2000 }, (_, n) => n) },
  ],
  ["no object", [1, 2, 3]],
  ["nothing", null],
])("%s is the same after it came in pieces", (_what, document) => {
  const before = structuredClone(document);
  expect([...piecesOf(document)].reduce<unknown>(joinPiece, undefined)).toEqual(before);
});

it("no piece is long", () => {
  const pieces = [...piecesOf({ walls: Array.from({ length: 10_000 }, (_, n) => n) })];
  expect(pieces).toHaveLength(6);
  expect(pieces.every((piece) => piece.kind === "head" || piece.items.length <= 2000)).toBe(true);
});
