import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";

import { useTrouble } from "./useTrouble";

const asked = { error: null, dataUpdatedAt: 0 };

test("a reason lasts while it is asked again, until there is an answer", () => {
  const down = new Error("down");
  const { result, rerender } = renderHook(useTrouble, {
    initialProps: { error: null, failureReason: null as Error | null, dataUpdatedAt: 1 },
  });
  expect(result.current).toBeNull();
  rerender({ error: null, failureReason: down, dataUpdatedAt: 1 });
  expect(result.current).toBe(down);
  rerender({ error: null, failureReason: null, dataUpdatedAt: 1 }); // it is asked again
  expect(result.current).toBe(down);
  rerender({ error: null, failureReason: null, dataUpdatedAt: 2 });
  expect(result.current).toBeNull();
});

test("the trouble of one list is not told of the next", () => {
  const down = new Error("down");
  const initially: [Error | null, string] = [down, "failed"];
  const { result, rerender } = renderHook(
    ([failureReason, about]: [Error | null, string]) => useTrouble({ ...asked, failureReason }, about),
    { initialProps: initially },
  );
  expect(result.current).toBe(down);
  rerender([null, "completed"]);
  expect(result.current).toBeNull();
});
