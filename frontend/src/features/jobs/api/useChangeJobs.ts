import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { UnreachableError } from "@/api/problem";

import type { Job } from "./fetchJob";
import { changeJob, type Change } from "./useChangeJob";

/** So many requests are under way at once; a service that limits them has others to serve. */
const AT_ONCE = 4;

interface Order {
  change: Change;
  jobs: readonly Job[];
}

export interface Changed {
  change: Change;
  /** How many jobs were changed. */
  done: number;
  /** Why others were not, and which. */
  refused: { job: Job; reason: string }[];
}

/**
 * Cancel or retry many jobs, each by a request of its own: some may have ended meanwhile, and are told with the reason.
 * Leaving the page stops it, and so does a service that is out of reach.
 */
export function useChangeJobs() {
  const client = useQueryClient();
  const [ended, setEnded] = useState(0);
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const mutation = useMutation({
    mutationFn: async ({ change, jobs }: Order): Promise<Changed> => {
      const waiting = [...jobs];
      const changed: Changed = { change, done: 0, refused: [] };
      setEnded(0);
      const work = async () => {
        for (let job = waiting.shift(); job && !left.current; job = waiting.shift()) {
          try {
            await changeJob(job.job_id, change);
            changed.done += 1;
          } catch (error) {
            if (error instanceof UnreachableError) {
              waiting.length = 0; // for the others, too
              throw error;
            }
            changed.refused.push({ job, reason: error instanceof Error ? error.message : String(error) });
          }
          setEnded(changed.done + changed.refused.length);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return changed;
    },
    networkMode: "always", // offline, fail at once
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
  return { ...mutation, ended };
}
