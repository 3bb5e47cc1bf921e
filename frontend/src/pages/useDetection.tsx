import { useEffect, useEffectEvent, useState, type ReactNode } from "react";

import type { Detection, Found } from "@/features/editor/components/DetectionPanel";
import { planOf, type Draft } from "@/features/editor/model/document";
import { useJob } from "@/features/jobs/api/useJob";
import { useJobResult } from "@/features/jobs/api/useJobResult";
import { aheadInWords, steps } from "@/features/jobs/steps";
import { useSubmitPlan } from "@/features/submit/api/useSubmitPlan";
import { formatPercent } from "@/lib/format";
import type { DetectionResult } from "@/plan/result";

interface Running {
  jobId: string;
  draft: Draft;
}

/** Hand a draft in, follow its job, and keep the last two results to compare. */
export function useDetection(first: Found | null): Detection & { watch: ReactNode } {
  const submit = useSubmitPlan();
  const [running, setRunning] = useState<Running | null>(null);
  const [found, setFound] = useState<{ now: Found | null; before: Found | null; jobId: string | null }>({
    now: first,
    before: null,
    jobId: null,
  });
  const [failure, setFailure] = useState<Error | null>(null);
  const [progress, setProgress] = useState("");
  return {
    start: (draft) => {
      setFailure(null);
      setProgress("Handing in…");
      submit.mutate(
        { plan: planOf(draft) },
        {
          onSuccess: ({ job_id: jobId }) => {
            setRunning({ jobId, draft });
          },
        },
      );
    },
    pending: submit.isPending || running !== null,
    error: submit.error ?? failure,
    jobId: found.jobId,
    found: found.now,
    previous: found.before,
    progress,
    watch: running && (
      <JobWatch
        key={running.jobId}
        jobId={running.jobId}
        onProgress={setProgress}
        onResult={(result) => {
          setFound(({ now }) => ({ now: { result, draft: running.draft }, before: now, jobId: running.jobId }));
          setRunning(null);
        }}
        onFailure={(error) => {
          setFailure(error);
          setRunning(null);
        }}
      />
    ),
  };
}

interface WatchProps {
  jobId: string;
  onProgress: (text: string) => void;
  onResult: (result: DetectionResult) => void;
  onFailure: (error: Error) => void;
}

/** Follows a job to its end; shows nothing. */
function JobWatch({ jobId, onProgress, onResult, onFailure }: WatchProps): null {
  const job = useJob(jobId);
  const result = useJobResult(job.data);
  const progress = useEffectEvent(onProgress);
  const succeed = useEffectEvent(onResult);
  const fail = useEffectEvent(onFailure);
  const status = job.data?.status;
  const message = job.data?.error_message;
  const step = job.data && steps(job.data, 0).find(({ state }) => state === "now");
  const figure = job.data?.progress ? formatPercent(job.data.progress.share) : aheadInWords(job.data?.ahead ?? null);
  const said = step && `${step.title}… ${figure}`;
  useEffect(() => {
    if (said !== undefined) progress(said);
  }, [said]);
  useEffect(() => {
    if (status === "failed") fail(new Error(message ?? "The job failed without a reason."));
    if (status === "cancelled") fail(new Error("The job was cancelled."));
  }, [status, message]);
  const error = job.error ?? result.error;
  useEffect(() => {
    if (error) fail(error);
  }, [error]);
  const { data } = result;
  useEffect(() => {
    if (data) succeed(data);
  }, [data]);
  return null;
}
