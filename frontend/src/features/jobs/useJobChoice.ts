import { useState } from "react";

import type { Job } from "./api/fetchJob";

const MOST = 2;

/** Two jobs, chosen from a list. */
export interface JobChoice {
  /** The older first. */
  jobs: readonly Job[];
  isFull: boolean;
  has: (jobId: string) => boolean;
  toggle: (job: Job) => void;
}

export function useJobChoice(): JobChoice {
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  const has = (jobId: string) => jobs.some((job) => job.job_id === jobId);
  return {
    jobs: jobs.toSorted((a, b) => a.created_at - b.created_at),
    isFull: jobs.length === MOST,
    has,
    toggle: (job) => {
      setJobs(has(job.job_id) ? jobs.filter(({ job_id: id }) => id !== job.job_id) : [...jobs, job].slice(0, MOST));
    },
  };
}
