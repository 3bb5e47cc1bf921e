import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

export type Worker = components["schemas"]["WorkerOut"];
export type Queues = components["schemas"]["QueuesOut"];
export type Minute = components["schemas"]["MinuteOut"];
export type Metrics = components["schemas"]["Metrics"];
export type FailureGroup = components["schemas"]["FailureOut"];
export type DeadLetter = components["schemas"]["DeadLetterOut"];
export type Lane = components["schemas"]["LaneOut"];
export type Alarm = components["schemas"]["AlarmOut"];
export type FleetEvent = components["schemas"]["FleetEvent"];

/** Without events, what moves is asked for this often; what changes slowly always is. */
const FAST_MS = 5_000;
const SLOW_MS = 20_000;

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export function dataOf<T>({ data, error, response }: Answer<T>): T {
  if (data === undefined) throw new ProblemError(response.status, error as Partial<components["schemas"]["Problem"]>);
  return data;
}

/** The parts that events keep fresh; `polling` asks for them instead. */
export const workersQuery = (polling: boolean) =>
  queryOptions({
    queryKey: ["fleet", "workers"],
    queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/workers", { signal })).workers,
    refetchInterval: polling && FAST_MS,
  });

export const queuesQuery = (polling: boolean) =>
  queryOptions({
    queryKey: ["fleet", "queues"],
    queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/queues", { signal })),
    refetchInterval: polling && FAST_MS,
  });

export const metricsQuery = (minutes: number, polling: boolean) =>
  queryOptions({
    queryKey: ["fleet", "metrics", minutes],
    queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/metrics", { params: { query: { minutes } }, signal })),
    refetchInterval: polling ? FAST_MS : SLOW_MS,
  });

export const scalingQuery = (minutes: number) =>
  queryOptions({
    queryKey: ["fleet", "scaling", minutes],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET("/fleet/scaling", { params: { query: { minutes } }, signal })).minutes,
    refetchInterval: SLOW_MS,
  });

export const failuresQuery = queryOptions({
  queryKey: ["fleet", "failures"],
  queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/failures", { signal })).failures,
  refetchInterval: SLOW_MS,
});

export const lanesQuery = queryOptions({
  queryKey: ["fleet", "lanes"],
  queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/lanes", { signal })).lanes,
  refetchInterval: SLOW_MS,
});

export const alarmsQuery = queryOptions({
  queryKey: ["fleet", "alarms"],
  queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/alarms", { signal })).alarms,
  refetchInterval: SLOW_MS,
});

/** To look at a dead letter hides it from others for a moment, so nobody looks without being asked to. */
export const deadLettersQuery = queryOptions({
  queryKey: ["fleet", "dead-letters"],
  queryFn: async ({ signal }) => dataOf(await api.GET("/fleet/dead-letters", { signal })).dead_letters,
  refetchInterval: ({ state }) => state.data === undefined && SLOW_MS, // until somebody has seen them
});
