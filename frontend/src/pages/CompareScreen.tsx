import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { useMemo } from "react";
import { Link } from "react-router";

import { ProblemError } from "@/api/problem";
import { StateMessage } from "@/components/StateMessage";
import { Comparison, type Layout } from "@/features/compare/components/Comparison";
import type { NamedRun } from "@/features/compare/namedRun";
import { useJob } from "@/features/jobs/api/useJob";
import { useJobPlan } from "@/features/jobs/api/useJobPlan";
import { useJobResult } from "@/features/jobs/api/useJobResult";
import { JobProgress } from "@/features/jobs/components/JobProgress";
import { LoadFailed } from "@/features/jobs/components/LoadFailed";
import { PlanSheet } from "@/features/jobs/components/PlanSheet";
import { jobName } from "@/features/jobs/jobFilters";
import { useOnline } from "@/hooks/useOnline";

interface Props {
  a: string;
  b: string;
  layout: Layout;
  onLayout: (layout: Layout) => void;
  /** Choose another run in the place of one. */
  onReplace: (side: "a" | "b") => void;
}

/** One of the states that a comparison can be in; what is wrong with a run is said of that run. */
export function CompareScreen({ a, b, layout, onLayout, onReplace }: Props) {
  const runs = [useRun(a, "A"), useRun(b, "B")] as const;
  const online = useOnline();
  const [before, after] = [runs[0].run, runs[1].run];
  if (before && after) return <Comparison before={before} after={after} layout={layout} onLayout={onLayout} />;
  const wrong = runs.find(
    ({ error, job }) => error !== null || job?.status === "failed" || job?.status === "cancelled",
  );
  if (wrong) {
    const { letter, error, job, retry } = wrong;
    const another = (
      <Button
        variant="contained"
        onClick={() => {
          onReplace(letter === "A" ? "a" : "b");
        }}
      >
        Choose another run
      </Button>
    );
    if (error instanceof ProblemError && error.status === 404) {
      return (
        <StateMessage picture="missing" title={`There is no run ${letter}`} actions={another}>
          Nobody knows a job with the id in this address. Perhaps a part of it got lost, or the job is so old that it
          was deleted.
        </StateMessage>
      );
    }
    if (error) return <LoadFailed what={`Run ${letter}`} online={online} error={error} onRetry={retry} />;
    return (
      <StateMessage
        picture="broken"
        title={`Run ${letter} has no rooms to compare`}
        actions={
          <>
            {another}
            <Button component={Link} to={`/jobs/${wrong.jobId}`}>
              See what happened
            </Button>
          </>
        }
      >
        {job?.status === "cancelled" ? "It was cancelled." : (job?.error_message ?? "It failed without a reason.")}
      </StateMessage>
    );
  }
  if (!online) return <LoadFailed what="The runs" online={false} error={null} onRetry={runs[0].retry} />;
  const waiting = runs.find(({ job }) => job && job.poll_after_ms !== null);
  return (
    <>
      <PlanSheet plan={waiting ? waiting.plan : undefined} working />
      <aside className="side" aria-label="What changed">
        {waiting ? (
          <JobProgress job={waiting.job} loaded={null} trouble={waiting.trouble} />
        ) : (
          <Skeleton variant="rounded" height={180} />
        )}
      </aside>
    </>
  );
}

/** A job with its plan and its rooms, as far as they are here. */
function useRun(jobId: string, letter: NamedRun["letter"]) {
  const job = useJob(jobId);
  const plan = useJobPlan(jobId, job.data !== undefined);
  const result = useJobResult(job.data);
  const run = useMemo(
    (): NamedRun | null =>
      job.data && plan.data && result.data
        ? {
            jobId,
            letter,
            name: jobName(job.data),
            seconds: job.data.processing_time,
            plan: plan.data,
            result: result.data,
          }
        : null,
    [jobId, letter, job.data, plan.data, result.data],
  );
  const retry = () => Promise.all([job.refetch(), plan.refetch(), result.refetch()]);
  return {
    jobId,
    letter,
    job: job.data,
    plan: plan.data,
    run,
    error: job.error ?? plan.error ?? result.error,
    trouble: job.failureReason,
    retry,
  };
}
