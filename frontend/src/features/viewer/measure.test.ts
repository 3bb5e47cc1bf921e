import { expect, test } from "vitest";

import { PLAN, RESULT } from "@/testing/examples";

import { anchorsOf, lengthsOf, snapToAnchor } from "./measure";
import { buildScene } from "./scene";

const scene = buildScene(PLAN, RESULT);
const anchors = anchorsOf(scene);

test("near the end of a wall, a measure starts exactly there", () => {
  expect(snapToAnchor(anchors, [3, 4], 10)).toEqual([0, 0]);
  expect(snapToAnchor(anchors, [30, 40], 10)).toEqual([30, 40]);
});

test("lengths are those of the plan, not of the drawing", () => {
  const [along, down] = lengthsOf(
    [
      [0, 0],
      [1000, 0],
      [1000, 500],
    ],
    scene.scale,
  );
  expect(along).toBeCloseTo(6);
  expect(down).toBeCloseTo(3);
});
