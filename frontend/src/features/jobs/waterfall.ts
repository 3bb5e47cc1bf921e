import type { Attempt, Timeline } from "./api/useTimeline";

/** A stretch of time, as shares of the whole. */
export interface Bar {
  name: string;
  start: number;
  width: number;
  seconds: number;
}

export interface Lane {
  attempt: Attempt;
  bars: Bar[];
}

/** The attempts of a job as bars on one axis of time, from its submission to its end, or to `now` in Unix seconds. */
export function waterfall(timeline: Timeline, now: number): { seconds: number; lanes: Lane[] } {
  const start = timeline.created_at;
  const end = Math.max(start + 0.001, ...timeline.attempts.map((attempt) => endOf(attempt, now)));
  const seconds = end - start;
  const bar = (name: string, from: number, to: number): Bar => ({
    name,
    start: (from - start) / seconds,
    width: Math.max(0, to - from) / seconds,
    seconds: Math.max(0, to - from),
  });
  const lanes = timeline.attempts.map((attempt) => ({
    attempt,
    bars: [
      ...(attempt.queued_at === null ? [] : [bar("queued", attempt.queued_at, attempt.claimed_at)]),
      ...attempt.steps
        .filter((step) => step.ended_at !== null || attempt.outcome === "running")
        .map((step) => bar(step.ended_at === null ? "running" : step.name, step.began_at, step.ended_at ?? now)),
    ],
  }));
  return { seconds, lanes };
}

function endOf(attempt: Attempt, now: number): number {
  return attempt.ended_at ?? (attempt.outcome === "running" ? now : attempt.claimed_at);
}
