import { expect, test } from "vitest";

import { fitView, panBy, reveal, sightOf, toDrawing, zoomAt, zoomTo } from "./view";

const screen = { width: 908, height: 536 };
const drawing = { width: 1000, height: 500 };

test("a fitted drawing fills the screen but for its margin, and lies in the middle", () => {
  const view = fitView(drawing, screen);
  expect(view.scale).toBeCloseTo(0.8);
  expect(view.x).toBeCloseTo(36);
  expect(view.y).toBeCloseTo(68);
});

test("zooming keeps what is under the pointer where it is", () => {
  const before = fitView(drawing, screen);
  const pointer = [200, 100] as const;
  const after = zoomAt(before, 2, pointer, before.scale);
  const under = (view: typeof before) => [(pointer[0] - view.x) / view.scale, (pointer[1] - view.y) / view.scale];
  expect(after.scale).toBeCloseTo(before.scale * 2);
  expect(under(after)[0]).toBeCloseTo(under(before)[0] ?? NaN);
  expect(under(after)[1]).toBeCloseTo(under(before)[1] ?? NaN);
});

test("zooming ends before the drawing is lost", () => {
  const view = fitView(drawing, screen);
  expect(zoomAt(view, 1e9, [0, 0], view.scale).scale).toBeCloseTo(view.scale * 60);
  expect(zoomAt(view, 1e-9, [0, 0], view.scale).scale).toBeCloseTo(view.scale * 0.4);
});

test("a room outside the screen is brought inside, one inside moves nothing", () => {
  const view = panBy(fitView(drawing, screen), 2000, 0);
  const room = [100, 100, 200, 200] as const;
  const revealed = reveal(view, room, screen);
  expect(150 * revealed.scale + revealed.x).toBeCloseTo(screen.width - 36);
  expect(reveal(revealed, room, screen)).toBe(revealed);
});

test("a plan without extent still has a view", () => {
  expect(fitView({ width: 0, height: 0 }, screen).scale).toBeGreaterThan(0);
});

test("a box shown close up lies in the middle, with what is around it", () => {
  const view = zoomTo([100, 100, 200, 150], screen, 0.8);
  const [minX, minY, maxX, maxY] = sightOf(view, screen);
  expect((minX + maxX) / 2).toBeCloseTo(150);
  expect((minY + maxY) / 2).toBeCloseTo(125);
  expect(maxX - minX).toBeCloseTo(400); // four times as wide
});

test("a point is not magnified without end", () => {
  expect(zoomTo([5, 5, 5, 5], screen, 0.8).scale).toBeCloseTo(8);
});

test("places of the screen are places of the drawing", () => {
  expect(toDrawing({ scale: 2, x: 10, y: 20 }, [30, 20])).toEqual([10, 0]);
});
