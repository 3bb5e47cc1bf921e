import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { reach } from "@/api/access";
import { documentOf } from "@/api/problem";
import { readJson } from "@/lib/readJson";
import type { DetectionResult } from "@/plan/result";

import type { Job } from "./fetchJob";

/** The rooms of a completed job. The address is good for a while only, so the result is kept under the job's id. */
export function useJobResult(job: Job | undefined) {
  const url = job?.output_url;
  const [share, setShare] = useState<number | null>(null);
  const result = useQuery({
    queryKey: ["result", job?.job_id],
    queryFn: async ({ signal }) => {
      const response = await reach(url ?? "", { signal });
      if (!response.ok) throw new Error(`The result could not be loaded (status ${String(response.status)}).`);
      return documentOf<DetectionResult>(readJson(response, setShare), "rooms");
    },
    enabled: typeof url === "string",
    staleTime: Infinity,
  });
  /** How much of it has come, where that is known. */
  return { ...result, share };
}
