import { expect, it, vi } from "vitest";

import { ProblemError, UnreachableError } from "@/api/problem";
import { RESULT } from "@/testing/examples";

import { EMPTY_DRAFT, type Draft } from "../model/document";
import { addLine } from "../model/edits";
import { MOST_WALLS, PreviewQueue, type Live } from "./PreviewQueue";

const one = addLine(EMPTY_DRAFT, [0, 0], [4, 0]);
const two = addLine(one, [4, 0], [4, 3]);
const three = addLine(two, [4, 3], [0, 0]);

function started(answer: (draft: Draft) => Promise<typeof RESULT>) {
  const told: Live[] = [];
  const ask = vi.fn((draft: Draft) => answer(draft));
  const queue = new PreviewQueue(ask, (live) => told.push(live), 1);
  return { told, ask, queue, last: () => told.at(-1) };
}

it("asks for the latest draft only, once an answer has come", async () => {
  let answer = () => undefined as unknown;
  const { ask, queue, last } = started(
    () =>
      new Promise((resolve) => {
        answer = () => {
          resolve(RESULT);
        };
      }),
  );
  queue.want(one);
  queue.want(two);
  queue.want(three);
  expect(ask.mock.calls.map(([draft]) => draft)).toEqual([one]);
  answer();
  await vi.waitFor(() => {
    expect(ask).toHaveBeenCalledTimes(2);
  });
  answer();
  await vi.waitFor(() => {
    expect(last()).toEqual({ found: { draft: three, result: RESULT }, state: "idle" });
  });
  expect(ask.mock.calls.map(([draft]) => draft)).toEqual([one, three]);
});

it("does not ask twice for the same walls", async () => {
  const { ask, queue, last } = started(() => Promise.resolve(RESULT));
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()?.state).toBe("idle");
  });
  queue.want({ ...one, name: "Attic" });
  expect(ask).toHaveBeenCalledTimes(1);
});

it.each([new UnreachableError(), new ProblemError(503, undefined), new ProblemError(429, undefined)])(
  "asks again until the service answers: %s",
  async (error) => {
    let failures = 2;
    const { told, queue, last } = started(() => (failures-- > 0 ? Promise.reject(error) : Promise.resolve(RESULT)));
    queue.want(one);
    await vi.waitFor(() => {
      expect(last()?.found?.draft).toBe(one);
    });
    expect(told.map(({ state }) => state)).toContain("away");
    expect(last()?.state).toBe("idle");
  },
);

it("gives a drawing up at which the service fails, after ever longer pauses", async () => {
  const { ask, told, queue, last } = started(() => Promise.reject(new ProblemError(500, undefined)));
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()?.state).toBe("given-up");
  });
  expect(told.map(({ state }) => state)).toContain("failing");
  const tries = ask.mock.calls.length;
  expect(tries).toBeLessThan(6);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ask).toHaveBeenCalledTimes(tries);
  queue.want(two); // drawn on: the next drawing may be one that it can do
  await vi.waitFor(() => {
    expect(ask.mock.calls.length).toBeGreaterThan(tries);
  });
  queue.close();
});

it("gives a service up that stays away for minutes", async () => {
  const { ask, queue, last } = started(() => Promise.reject(new UnreachableError()));
  queue.want(one);
  await vi.waitFor(
    () => {
      expect(last()?.state).toBe("given-up");
    },
    { timeout: 20_000 },
  );
  expect(ask.mock.calls.length).toBeLessThan(20);
});

it("asks no more where rooms are not found at once", async () => {
  const { ask, queue, last } = started(() => Promise.reject(new ProblemError(501, undefined)));
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()?.state).toBe("not-offered");
  });
  queue.want(two);
  expect(ask).toHaveBeenCalledTimes(1);
});

it("a refused draft has no rooms, and the next may have", async () => {
  const { queue, last } = started((draft) =>
    draft === one ? Promise.reject(new ProblemError(422, undefined)) : Promise.resolve(RESULT),
  );
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()).toEqual({ found: null, state: "refused" });
  });
  queue.want(two);
  await vi.waitFor(() => {
    expect(last()?.found?.draft).toBe(two);
  });
});

it("does not ask for more walls than a preview takes", () => {
  const { ask, queue, last } = started(() => Promise.resolve(RESULT));
  const walls = Array.from({ length: MOST_WALLS + 1 }, (_, key) => one.walls.map((wall) => ({ ...wall, key }))).flat();
  queue.want({ ...one, walls });
  expect(ask).not.toHaveBeenCalled();
  expect(last()?.state).toBe("large");
});

it("a drawing that was too large has rooms again once it is smaller", async () => {
  const { queue, last } = started(() => Promise.resolve(RESULT));
  const large = {
    ...one,
    walls: Array.from({ length: MOST_WALLS + 1 }, (_, key) => one.walls.map((wall) => ({ ...wall, key }))).flat(),
  };
  queue.want(one);
  queue.want(large); // while the answer to the smaller one is on its way
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(last()).toEqual({ found: null, state: "large" });
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()).toEqual({ found: { draft: one, result: RESULT }, state: "idle" });
  });
  queue.want(large);
  queue.want(one);
  await vi.waitFor(() => {
    expect(last()).toEqual({ found: { draft: one, result: RESULT }, state: "idle" });
  });
});

it("what was forgotten meanwhile is not told", async () => {
  const { ask, queue, told } = started(() => Promise.resolve(RESULT));
  queue.want(one);
  queue.forget();
  queue.want(two);
  await vi.waitFor(() => {
    expect(told.at(-1)?.found?.draft).toBe(two);
  });
  expect(ask).toHaveBeenCalledTimes(2);
  expect(told.some(({ found }) => found?.draft === one)).toBe(false);
});

it.each(["forgotten", "refused", "large"])(
  "a drawing that is %s ends what was held against the service",
  async (how) => {
    const fails = [500, 500, how === "refused" ? 422 : 500, 500, 500, 500];
    const { ask, queue, last } = started(() => {
      const status = fails.shift();
      if (ask.mock.calls.length === 3 && how !== "refused") {
        if (how === "forgotten") queue.forget();
        else queue.want({ ...one, walls: Array.from({ length: MOST_WALLS + 1 }, () => one.walls).flat() });
        queue.want(two);
      }
      return status ? Promise.reject(new ProblemError(status, undefined)) : Promise.resolve(RESULT);
    });
    queue.want(one);
    if (how === "refused") {
      await vi.waitFor(() => {
        expect(last()?.state).toBe("refused");
      });
      queue.want(two);
    }
    await vi.waitFor(() => {
      expect(last()).toEqual({ found: { draft: two, result: RESULT }, state: "idle" });
    });
  },
);
