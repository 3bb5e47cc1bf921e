import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";

export type Change = "cancel" | "retry";

/**
 * Cancel or retry a job.
 *
 * @throws ProblemError
 * @throws UnreachableError
 */
export async function changeJob(jobId: string, change: Change): Promise<void> {
  const path = change === "cancel" ? "/jobs/{job_id}/cancel" : "/jobs/{job_id}/retry";
  const { data, error, response } = await api.POST(path, { params: { path: { job_id: jobId } } });
  if (!data) throw new ProblemError(response.status, error);
}

/** Cancel or retry a job from a list, which is asked for again then. */
export function useChangeJob(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => changeJob(jobId, change),
    networkMode: "always", // offline, fail at once
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
}
