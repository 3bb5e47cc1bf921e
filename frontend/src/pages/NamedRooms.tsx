import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";

import { planKey } from "@/features/jobs/api/useJobPlan";
import { JobMenu } from "@/features/jobs/components/JobMenu";
import { TimelineButton } from "@/features/jobs/components/TimelineButton";
import { useSubmitPlan } from "@/features/submit/api/useSubmitPlan";
import { RoomExplorer } from "@/features/viewer/components/RoomExplorer";
import { kept } from "@/lib/browserStorage";
import { nameRooms } from "@/plan/nameRooms";
import type { Plan } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";

interface Props {
  jobId: string;
  plan: Plan;
  result: DetectionResult;
  processingTime: number | null;
  title: string;
}

/** The rooms of a job. Names that are typed become labels of its plan, which is then handed in as a job of its own. */
export function NamedRooms({ jobId, plan, result, processingTime, title }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const submit = useSubmitPlan();
  return (
    <RoomExplorer
      jobId={jobId}
      plan={plan}
      result={result}
      processingTime={processingTime}
      title={title}
      actions={
        <>
          <Button size="small" color="inherit" component={Link} to={`/compare?a=${jobId}`}>
            Compare with…
          </Button>
          <TimelineButton jobId={jobId} />
        </>
      }
      menu={<JobMenu jobId={jobId} />}
      saving={{
        pending: submit.isPending,
        error: submit.error,
        save: (typed) => {
          const named = { ...nameRooms(plan, result, typed), name: plan.name ?? title };
          submit.mutate(
            { plan: named },
            {
              onSuccess: ({ job_id: next }) => {
                client.setQueryData(planKey(next), named);
                kept.remove(`roomjobs.names.${jobId}`); // they are the plan's now
                void navigate(`/jobs/${next}`, { state: { title } });
              },
            },
          );
        },
      }}
    />
  );
}
