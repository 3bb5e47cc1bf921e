import { expect, test } from "vitest";

import type { Timeline } from "./api/useTimeline";
import { waterfall } from "./waterfall";

const DONE: Timeline = {
  job_id: "job_1",
  status: "completed",
  created_at: 100,
  attempts: [
    {
      attempt: 1,
      worker: "celery@one",
      outcome: "completed",
      queued_at: 100,
      claimed_at: 102,
      ended_at: 110,
      trace: null,
      steps: [
        { name: "read", began_at: 102, ended_at: 103 },
        { name: "detect", began_at: 103, ended_at: 110 },
      ],
    },
  ],
};

test("bars share one axis from the submission to the end", () => {
  const { seconds, lanes } = waterfall(DONE, 500);
  expect(seconds).toBe(10);
  expect(lanes[0]?.bars.map(({ name, start, width }) => [name, start, width])).toEqual([
    ["queued", 0, 0.2],
    ["read", 0.2, 0.1],
    ["detect", 0.3, 0.7],
  ]);
});

test("a running attempt lasts until now, a lost one shows no more than its claim", () => {
  const [attempt] = DONE.attempts;
  if (!attempt) throw new Error("no attempt");
  const open = { ...attempt, ended_at: null, steps: [{ name: "claim", began_at: 102, ended_at: null }] };
  const working = waterfall({ ...DONE, attempts: [{ ...open, outcome: "running" }] }, 120);
  expect([working.seconds, working.lanes[0]?.bars.at(-1)?.seconds]).toEqual([20, 18]);
  const lost = waterfall({ ...DONE, attempts: [{ ...open, outcome: "lost" }] }, 120);
  expect(lost.lanes[0]?.bars.map(({ name }) => name)).toEqual(["queued"]);
});
