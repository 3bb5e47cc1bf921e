import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { planKey } from "@/features/jobs/api/useJobPlan";
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
  fileName: string;
}

/** The rooms of a job. Names that are typed become labels of its plan, which is then handed in as a job of its own. */
export function NamedRooms({ jobId, plan, result, processingTime, fileName }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const submit = useSubmitPlan();
  return (
    <RoomExplorer
      jobId={jobId}
      plan={plan}
      result={result}
      processingTime={processingTime}
      fileName={fileName}
      saving={{
        pending: submit.isPending,
        error: submit.error,
        save: (typed) => {
          const named = { ...nameRooms(plan, result, typed), name: plan.name ?? fileName };
          submit.mutate(
            { plan: named },
            {
              onSuccess: ({ job_id: next }) => {
                client.setQueryData(planKey(next), named);
                kept.remove(`roomjobs.names.${jobId}`); // they are the plan's now
                void navigate(`/jobs/${next}`, { state: { title: fileName } });
              },
            },
          );
        },
      }}
    />
  );
}
