import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { isTemporary } from "@/api/problem";

import { pollDelay } from "../pollDelay";
import { fetchJob, type TaggedJob } from "./fetchJob";

/** A service that did not answer at all is asked again after this time. */
const COME_BACK_MS = 15_000;

export function jobKey(jobId: string) {
  return ["job", jobId] as const;
}

/** What the API says about a job; asked with the tag of what it said before. */
export function jobQuery(client: QueryClient, jobId: string) {
  const queryKey = jobKey(jobId);
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => fetchJob(jobId, client.getQueryData<TaggedJob>(queryKey), signal),
  });
}

/** A job as it proceeds. Asks until it has ended; waits while offline, and asks at once when the page is seen again. */
export function useJob(jobId: string) {
  const client = useQueryClient();
  return useQuery({
    ...jobQuery(client, jobId),
    select: ({ job }) => job,
    refetchInterval: ({ state }) => {
      if (state.error && !isTemporary(state.error)) return false;
      const job = state.data?.job;
      if (!job) return state.error ? COME_BACK_MS : false; // it may answer later; the page says what is wrong meanwhile
      return pollDelay({
        pollAfterMs: job.poll_after_ms,
        ageMs: Date.now() - job.created_at * 1000,
        failures: state.fetchFailureCount,
        hidden: document.hidden,
      });
    },
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: ({ state }) => state.data?.job.poll_after_ms !== null,
  });
}
