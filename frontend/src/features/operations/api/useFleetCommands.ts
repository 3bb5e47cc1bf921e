import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";

import type { operations } from "@/api/schema";

import { dataOf } from "./fleet";

type LaneName = operations["pauseLane"]["parameters"]["path"]["lane"];

export type WorkerCommand = "grow" | "shrink" | "shutdown";

/** Commands to a worker; the list is asked for again after each. */
export function useWorkerCommand(name: string) {
  return useCommand(async (command: WorkerCommand) => {
    const params = { path: { name } };
    if (command === "grow") dataOf(await api.POST("/fleet/workers/{name}:grow", { params }));
    else if (command === "shrink") dataOf(await api.POST("/fleet/workers/{name}:shrink", { params }));
    else {
      const { error, response } = await api.POST("/fleet/workers/{name}:shutdown", { params });
      if (!response.ok) throw new ProblemError(response.status, error);
    }
  });
}

/** Has no worker receive from a lane, or has all receive again. */
export function useLaneCommand(lane: string) {
  return useCommand(async (command: "pause" | "resume") => {
    const params = { path: { lane: lane as LaneName } };
    const path = command === "pause" ? "/fleet/lanes/{lane}:pause" : "/fleet/lanes/{lane}:resume";
    dataOf(await api.POST(path, { params }));
  });
}

/** Ends a job and the process that runs it. */
export function useRevokeJob() {
  return useCommand(async (jobId: string) => {
    dataOf(await api.POST("/fleet/jobs/{job_id}:revoke", { params: { path: { job_id: jobId } } }));
  });
}

/** Retries the job of a dead letter, or, without one, those of all. */
export function useRedrive() {
  return useCommand(async (messageId: string | undefined) => {
    if (messageId !== undefined) {
      const params = { path: { message_id: messageId } };
      dataOf(await api.POST("/fleet/dead-letters/{message_id}/redrive", { params }));
      return;
    }
    while (dataOf(await api.POST("/fleet/dead-letters/redrive")).message_ids.length > 0); // takes some at a time
  });
}

export function useDeleteDeadLetter() {
  return useCommand(async (messageId: string) => {
    const params = { path: { message_id: messageId } };
    const { error, response } = await api.DELETE("/fleet/dead-letters/{message_id}", { params });
    if (!response.ok) throw new ProblemError(response.status, error);
  });
}

function useCommand<T>(command: (about: T) => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: command,
    networkMode: "always", // offline, fail at once
    onSettled: () => client.invalidateQueries({ queryKey: ["fleet"] }),
  });
}
