import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

export type Timeline = components["schemas"]["Timeline"];
export type Attempt = components["schemas"]["AttemptOut"];

const UNFINISHED_MS = 1_000;

/** What the attempts of a job did and when, up to its end. */
export function useTimeline(jobId: string) {
  return useQuery({
    queryKey: ["timeline", jobId],
    queryFn: async ({ signal }) => {
      const { data, error, response } = await api.GET("/jobs/{job_id}/timeline", {
        params: { path: { job_id: jobId } },
        signal,
      });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    refetchInterval: ({ state }) =>
      state.data && ["pending", "processing"].includes(state.data.status) ? UNFINISHED_MS : false,
  });
}
