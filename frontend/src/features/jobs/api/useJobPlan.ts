import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { documentOf, ProblemError } from "@/api/problem";
import { parseJson } from "@/lib/parseJson";
import type { Plan } from "@/plan/plan";

export function planKey(jobId: string) {
  return ["plan", jobId] as const;
}

const planQuery = (jobId: string) =>
  queryOptions({
    queryKey: planKey(jobId),
    queryFn: async ({ signal }) => {
      const { data, error, response } = await api.GET("/jobs/{job_id}/plan", {
        params: { path: { job_id: jobId } },
        parseAs: "blob",
        signal,
      });
      if (!data) throw new ProblemError(response.status, error);
      return documentOf<Plan>(parseJson(data), "walls"); // the redirect leads to the stored document
    },
    staleTime: Infinity,
  });

/** The plan of a job. A plan that was just handed in is known already, before the job is. */
export function useJobPlan(jobId: string, enabled: boolean) {
  return useQuery({ ...planQuery(jobId), enabled });
}

/** The plan of a job, when it is wanted. */
export function useLoadPlan() {
  const client = useQueryClient();
  return (jobId: string) => client.query({ ...planQuery(jobId), staleTime: "static" });
}
