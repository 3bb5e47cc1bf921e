import { expect, test } from "vitest";

import { PLAN, RESULT } from "@/testing/examples";

import { buildScene } from "../scene";
import { buffersOf, packScene, unpackScene } from "./pack";

test("a scene is the same after its journey to the worker", () => {
  const [first, second] = RESULT.rooms;
  if (!first || !second) throw new Error("The example has two rooms.");
  const rated = {
    ...first,
    confidence: 0.75,
    holes: [
      [
        [1, 1],
        [2, 1],
        [2, 2],
      ],
    ] as [number, number][][],
  };
  const scene = buildScene(PLAN, { ...RESULT, rooms: [rated, second] });
  const packed = packScene(scene);
  const drawn = unpackScene(structuredClone(packed, { transfer: buffersOf(packed) }));

  const near = (points: unknown) =>
    JSON.stringify(points, (_, value: unknown) => (typeof value === "number" ? Math.round(value * 1e3) : value));
  expect(near(drawn.walls)).toBe(near(scene.walls));
  expect(near(drawn.rooms.map(({ rings }) => rings))).toBe(near(scene.rooms.map(({ rings }) => rings)));
  expect(near(drawn.rooms.map(({ labelPoint }) => labelPoint))).toBe(
    near(scene.rooms.map(({ labelPoint }) => labelPoint)),
  );
  expect(drawn.rooms.map(({ name, colour, area, confidence }) => [name, colour, area, confidence])).toEqual(
    scene.rooms.map(({ name, colour, room }) => [name, colour, room.area, room.confidence]),
  );
  expect(drawn.rooms.map(({ rings }) => rings.length)).toEqual([2, 1]);
  expect(packed.areas).toHaveLength(0); // moved, not copied
});
