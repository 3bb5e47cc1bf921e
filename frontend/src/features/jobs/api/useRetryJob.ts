import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";

import { jobKey } from "./useJob";

/** Let a failed job be worked on again; its state is asked for from then on. */
export function useRetryJob(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { data, error, response } = await api.POST("/jobs/{job_id}/retry", { params: { path: { job_id: jobId } } });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    networkMode: "always", // offline, fail at once
    onSuccess: (job) => {
      client.setQueryData(jobKey(jobId), { job, etag: null });
    },
  });
}
