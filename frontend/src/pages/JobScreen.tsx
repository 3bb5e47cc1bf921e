import { useDeferredValue } from "react";

import { ProblemError } from "@/api/problem";
import type { Job } from "@/features/jobs/api/fetchJob";
import { useJob } from "@/features/jobs/api/useJob";
import { useJobPlan } from "@/features/jobs/api/useJobPlan";
import { useJobResult } from "@/features/jobs/api/useJobResult";
import { JobEnded } from "@/features/jobs/components/JobEnded";
import { JobMissing } from "@/features/jobs/components/JobMissing";
import { JobProgress } from "@/features/jobs/components/JobProgress";
import { LoadFailed } from "@/features/jobs/components/LoadFailed";
import { PlanSheet } from "@/features/jobs/components/PlanSheet";
import { useOnline } from "@/hooks/useOnline";
import { useTitle } from "@/hooks/useTitle";
import { useTrouble } from "@/hooks/useTrouble";

import { NamedRooms } from "./NamedRooms";

interface Props {
  jobId: string;
  title: string;
}

const TAB_TITLES = {
  pending: "Waiting",
  processing: "Finding rooms",
  completed: "Rooms",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** One of the states that a job's page can be in. */
export function JobScreen({ jobId, title }: Props) {
  const job = useJob(jobId);
  const plan = useJobPlan(jobId, job.data !== undefined && hasPlan(job.data));
  const result = useJobResult(job.data);
  const rooms = useDeferredValue(result.data); // the sheet is made in slices, between which the browser answers
  const online = useOnline();
  const troubles = [useTrouble(job), useTrouble(plan), useTrouble(result)];
  const trouble = troubles.find((each) => each !== null) ?? null;
  useTitle(job.data ? `${TAB_TITLES[job.data.status]} · ${title}` : title);

  if (job.error instanceof ProblemError && job.error.status === 404) return <JobMissing />;
  if (!job.data && (job.error ?? !online)) {
    return <LoadFailed what="The job" online={online} error={job.error} onRetry={job.refetch} />;
  }
  if (job.data?.status === "failed" || job.data?.status === "cancelled") {
    const known = hasPlan(job.data) ? plan.data : null;
    return <JobEnded jobId={jobId} status={job.data.status} message={job.data.error_message} plan={known} />;
  }
  if (plan.error) return <LoadFailed what="The plan" online={online} error={plan.error} onRetry={plan.refetch} />;
  if (result.error) {
    const retry = async () => {
      await job.refetch(); // for a fresh address
      await result.refetch();
    };
    return <LoadFailed what="The result" online={online} error={result.error} onRetry={retry} />;
  }
  if (job.data && plan.data && rooms) {
    const time = job.data.processing_time;
    return <NamedRooms key={jobId} jobId={jobId} plan={plan.data} result={rooms} processingTime={time} title={title} />;
  }
  return (
    <>
      <PlanSheet plan={plan.data} />
      <aside className="side" aria-label="Job">
        <JobProgress job={job.data} loaded={result.share} trouble={trouble} />
      </aside>
    </>
  );
}

/** A drawing becomes a plan once a worker has read it. */
function hasPlan(job: Job): boolean {
  return !job.drawing || job.wall_count !== null;
}
