import { useQuery } from "@tanstack/react-query";

import type { DetectionResult } from "@/api/result";

import type { Job } from "./fetchJob";

/** The rooms of a completed job. The address is good for a while only, so the result is kept under the job's id. */
export function useJobResult(job: Job | undefined) {
  const url = job?.output_url;
  return useQuery({
    queryKey: ["result", job?.job_id],
    queryFn: async ({ signal }) => {
      const response = await fetch(url ?? "", { signal });
      if (!response.ok) throw new Error(`The result could not be loaded (status ${String(response.status)}).`);
      return (await response.json()) as DetectionResult;
    },
    enabled: typeof url === "string",
    staleTime: Infinity,
  });
}
