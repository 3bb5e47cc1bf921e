import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

export type Callback = components["schemas"]["CallbackState"];

/** What was told of the ends of a job or a batch. */
export type Subject = { job_id: string } | { batch_id: string };

const DUE_MS = 2_000;

export const callbacksQuery = (subject: Subject) =>
  queryOptions({
    queryKey: ["callbacks", subject],
    queryFn: async ({ signal }) => {
      const { data, error, response } = await ("job_id" in subject
        ? api.GET("/jobs/{job_id}/callbacks", { params: { path: subject }, signal })
        : api.GET("/batches/{batch_id}/callbacks", { params: { path: subject }, signal }));
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    refetchInterval: ({ state }) => (state.data?.callbacks.some(({ status }) => status === "due") ? DUE_MS : false),
  });

/** Has a callback sent again, whatever became of it. */
export function useRedeliver(subject: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (callback_id: string) => {
      const { data, error, response } = await ("job_id" in subject
        ? api.POST("/jobs/{job_id}/callbacks/{callback_id}/redeliver", {
            params: { path: { ...subject, callback_id } },
          })
        : api.POST("/batches/{batch_id}/callbacks/{callback_id}/redeliver", {
            params: { path: { ...subject, callback_id } },
          }));
      if (!data) throw new ProblemError(response.status, error);
    },
    networkMode: "always", // offline, fail at once
    onSettled: () => client.invalidateQueries({ queryKey: ["callbacks", subject] }),
  });
}
