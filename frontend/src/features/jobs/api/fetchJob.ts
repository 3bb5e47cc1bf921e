import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";

export type Job = components["schemas"]["JobState"];

/** What the API last said about a job, and the tag to ask whether that still holds. */
export interface TaggedJob {
  job: Job;
  etag: string | null;
}

export async function fetchJob(jobId: string, known: TaggedJob | undefined, signal: AbortSignal): Promise<TaggedJob> {
  const { data, error, response } = await api.GET("/jobs/{job_id}", {
    params: { path: { job_id: jobId }, header: known?.etag ? { "If-None-Match": known.etag } : {} },
    signal,
  });
  if (response.status === 304 && known) return known;
  if (!data) throw new ProblemError(response.status, error);
  return { job: data, etag: response.headers.get("ETag") };
}
