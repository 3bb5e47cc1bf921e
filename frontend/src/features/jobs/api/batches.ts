import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { isTemporary, ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

export type Batch = components["schemas"]["BatchState"];

const REFRESH_MS = 5_000;
const RUNNING_MS = 1_000;
const RENEW_MS = 600_000;

/** The newest batches. */
export const batchesQuery = queryOptions({
  queryKey: ["batches"],
  queryFn: async ({ signal }) => {
    const { data, error, response } = await api.GET("/batches", { signal });
    if (!data) throw new ProblemError(response.status, error);
    return data.batches;
  },
  refetchInterval: ({ state }) => {
    if (state.error && !isTemporary(state.error)) return false;
    return state.data?.some((batch) => batch.poll_after_ms !== null) ? RUNNING_MS : REFRESH_MS;
  },
});

/** A batch as it proceeds, until it has ended. */
export const batchQuery = (batchId: string) =>
  queryOptions({
    queryKey: ["batches", batchId],
    queryFn: async ({ signal }) => {
      const params = { path: { batch_id: batchId } };
      const { data, error, response } = await api.GET("/batches/{batch_id}", { params, signal });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    refetchInterval: ({ state }) => {
      if (!state.data || (state.error && !isTemporary(state.error))) return false;
      if (state.data.poll_after_ms !== null) return RUNNING_MS;
      return state.data.output_url !== null && RENEW_MS; // the address of all results is good for an hour
    },
  });

/** Jobs of a batch, in the order of its plans; asked for again while the batch runs. */
export const batchJobsQuery = (batchId: string, running: boolean) =>
  infiniteQueryOptions({
    // What was seen of a batch that ran is asked for once more when it has ended.
    queryKey: ["batches", batchId, "jobs", running],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { batch_id: batchId }, query: pageParam === null ? {} : { cursor: pageParam } };
      const { data, error, response } = await api.GET("/batches/{batch_id}/jobs", { params, signal });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (known) => known,
    refetchInterval: running && REFRESH_MS,
  });

export function useCancelBatch(batchId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const params = { path: { batch_id: batchId } };
      const { data, error, response } = await api.POST("/batches/{batch_id}/cancel", { params });
      if (!data) throw new ProblemError(response.status, error);
    },
    networkMode: "always", // offline, fail at once
    onSettled: () => client.invalidateQueries({ queryKey: ["batches"] }),
  });
}
