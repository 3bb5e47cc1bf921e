import { expect, test, vi } from "vitest";

import { panBy } from "./view";
import { ViewStore } from "./viewStore";

function storeOf(width: number, height: number): ViewStore {
  const store = new ViewStore({ width, height });
  store.resize({ width: 1000, height: 800 });
  return store;
}

test("a drawing stays fitted to its screen until somebody moves it", () => {
  const store = storeOf(100, 100);
  const before = store.get();
  store.resize({ width: 2000, height: 1600 });
  expect(store.get().view.scale).toBeGreaterThan(before.view.scale);
  store.change((view) => panBy(view, 10, 0));
  const moved = store.get();
  expect(moved.isFitted).toBe(false);
  store.resize({ width: 1000, height: 800 });
  expect(store.get().view).toEqual(moved.view);
  store.fit();
  expect(store.get()).toEqual(before);
});

test("changes follow each other, and followers see each of them", () => {
  const store = storeOf(100, 100);
  const seen: number[] = [];
  const { x } = store.get().view;
  const leave = store.subscribe(() => seen.push(store.get().view.x - x));
  store.change((view) => panBy(view, 5, 0));
  store.change((view) => panBy(view, 5, 0));
  leave();
  store.change((view) => panBy(view, 5, 0));
  expect(seen).toEqual([5, 10]);
});

test("what changes nothing is not told", () => {
  const store = storeOf(100, 100);
  const follower = vi.fn();
  store.subscribe(follower);
  store.fit();
  store.resize({ width: 1000, height: 800 });
  expect(follower).not.toHaveBeenCalled();
});
