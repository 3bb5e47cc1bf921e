import type { components } from "@/api/schema";

type Schemas = components["schemas"];

const NOTHING = { count: 0, p50: null, p95: null, p99: null };

export function minute(at: number, submitted = 0): Schemas["MinuteOut"] {
  const some = { count: submitted, p50: 0.05, p95: 0.1, p99: 0.2 };
  const durations = submitted ? some : NOTHING;
  return { at, submitted, completed: submitted, failed: 0, cancelled: 0, retried: 0, wait: durations, run: durations };
}

export const WORKER: Schemas["WorkerOut"] = {
  name: "celery@one",
  pool: "prefork",
  concurrency: 2,
  processed: 17,
  since: Date.now() / 1000 - 3600,
  last_beat: Date.now() / 1000,
  is_answering: true,
  current_jobs: [{ job_id: "job_" + "a".repeat(32), since: Date.now() / 1000 - 3, process: 42 }],
};

export const QUEUES: Schemas["QueuesOut"] = {
  queues: [{ name: "tasks", visible: 12, in_flight: 2, delayed: 1, oldest_age: 75 }],
  dead_letters: 1,
};

export const METRICS: Schemas["Metrics"] = {
  minutes: [minute(60_000, 3), minute(60_060, 4)],
  wait: { count: 7, p50: 0.05, p95: 0.1, p99: 0.2 },
  run: { count: 7, p50: 0.3, p95: 0.9, p99: 1.5 },
};

export const LANE: Schemas["LaneOut"] = {
  name: "batch",
  queue: "batch-tasks",
  visible: 7,
  in_flight: 1,
  delayed: 0,
  pause: null,
};

export const ALARM: Schemas["AlarmOut"] = {
  name: "queue-depth",
  sounds_when: "More than 100 jobs wait, for five minutes.",
  threshold: 100,
  unit: "jobs",
  value: 120,
  sounds: true,
};

export const FAILURE: Schemas["FailureOut"] = {
  fingerprint: "time-limit",
  count: 3,
  first_at: 1_800_000_000,
  last_at: 1_800_000_300,
  message: "The plan needs more than the 600 s that a job may take.",
  example_job_id: "job_" + "b".repeat(32),
};

export const DEAD_LETTER: Schemas["DeadLetterOut"] = {
  message_id: "m-1",
  sent_at: 1_800_000_000,
  job_id: "job_" + "c".repeat(32),
  job_status: "failed",
  error_message: "Given up: its task was delivered as often as the queue allows.",
  error_fingerprint: "dead-letter",
  body: '{"headers":{}}',
};
