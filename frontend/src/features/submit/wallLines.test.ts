import { expect, test } from "vitest";

import { wallLines } from "./wallLines";

test("each wall by the line on which it begins", () => {
  const text = `{
  "units": "m",
  "walls": [
    {"type": "line", "start": [0, 0], "end": [4, 0]},
    {
      "type": "polyline",
      "points": [[0, 0], [1, 1]]
    }, {"type": "line", "start": [0, 0], "end": [4, 0]}
  ]
}`;
  expect(wallLines(text)).toEqual([4, 5, 8]);
});

test("all on one line", () => {
  expect(wallLines('{"walls":[{"id":"a"},{"id":"b"}]}')).toEqual([1, 1]);
});

test("walls that are no objects count, too, as they do in a fault's pointer", () => {
  expect(wallLines('{"walls": [\nnull,\n3,\n"x",\n{}\n]}')).toEqual([2, 3, 4, 5]);
});

test("brackets and the word walls in texts mislead nobody", () => {
  const text =
    '{"name": "walls",\n"note": "[{\\"walls\\": [1,2]}",\n"other": [1, 2],\n"walls": [\n{"id": "a]}"},\n{}]}';
  expect(wallLines(text)).toEqual([5, 6]);
});

test("no walls, no lines", () => {
  expect(wallLines('{"walls": []}')).toEqual([]);
});
