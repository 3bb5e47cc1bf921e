import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import type { Plan } from "@/lib/plan";

import { useSubmitPlan } from "./api/useSubmitPlan";
import { readPlanFile } from "./readPlanFile";

interface Accepted {
  jobId: string;
  plan: Plan;
  title: string;
}

/** Take a plan from a file or from the gallery, hand it in, and say which job came of it. */
export function useSubmission(onAccepted: (accepted: Accepted) => void) {
  const submit = useSubmitPlan();
  const read = useMutation({ mutationFn: readPlanFile, networkMode: "always" });

  const last = useRef<[Plan, string]>(null);

  const submitPlan = (plan: Plan, title: string) => {
    last.current = [plan, title];
    read.reset();
    submit.mutate(plan, {
      onSuccess: ({ job_id: jobId }) => {
        onAccepted({ jobId, plan, title });
      },
    });
  };
  const submitFile = (file: File) => {
    submit.reset();
    read.mutate(file, {
      onSuccess: (plan) => {
        submitPlan(plan, file.name.replace(/\.json$/i, ""));
      },
    });
  };
  const retry = () => {
    if (last.current) submitPlan(...last.current);
  };
  return {
    submitFile,
    submitPlan,
    retry,
    busy: read.isPending || submit.isPending,
    error: read.error ?? submit.error,
    /** The plan that was handed in last. */
    plan: submit.variables,
  };
}
