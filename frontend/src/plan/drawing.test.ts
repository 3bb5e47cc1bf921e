import { expect, test } from "vitest";

import { drawingOf } from "./drawing";
import { wallPoints, type Plan } from "./plan";

const walls: Plan["walls"] = [
  { type: "line", start: [500_000, 200], end: [500_020, 210], is_load_bearing: false, thickness: null, id: null },
];

test("pixels count downwards, as on the screen", () => {
  const { width, height, place } = drawingOf({ walls, units: "px" });
  expect([width, height]).toEqual([1000, 500]);
  expect(place([500_000, 200])).toEqual([0, 0]);
});

test("in other units y points up, so the drawing is turned over", () => {
  const { place } = drawingOf({ walls, units: "m" });
  expect(place([500_000, 210])).toEqual([0, 0]);
});

test("a bulge of 1 is a half circle, to the right of the chord", () => {
  const points = wallPoints({
    type: "arc",
    start: [0, 0],
    end: [2, 0],
    bulge: 1,
    is_load_bearing: false,
    thickness: null,
    id: null,
  });
  const [x, y] = points[points.length >> 1] ?? [];
  expect(x).toBeCloseTo(1);
  expect(y).toBeCloseTo(-1);
  for (const [px, py] of points) expect(Math.hypot(px - 1, py)).toBeCloseTo(1);
});
