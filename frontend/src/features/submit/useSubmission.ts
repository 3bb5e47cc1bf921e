import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import type { Plan } from "@/lib/plan";

import { useSubmitPlan } from "./api/useSubmitPlan";
import { readPlanFile, type PlanFile } from "./readPlanFile";

interface Accepted {
  jobId: string;
  plan: Plan;
  title: string;
}

interface Submitted {
  plan: Plan;
  title: string;
  /** What the plan was read from, if it was a file of JSON. */
  text: string | null;
}

/** Take a plan from a file or from the gallery, hand it in, and say which job came of it. */
export function useSubmission(onAccepted: (accepted: Accepted) => void) {
  const submit = useSubmitPlan();
  const read = useMutation({ mutationFn: readPlanFile, networkMode: "always" });
  const [last, setLast] = useState<Submitted | null>(null);
  /** A drawing whose layers are to be chosen. */
  const [drawing, setDrawing] = useState<Extract<PlanFile, { kind: "drawing" }> | null>(null);

  const submitPlan = (plan: Plan, title: string, text: string | null = null) => {
    setLast({ plan, title, text });
    read.reset();
    submit.mutate(named(plan, title), {
      onSuccess: ({ job_id: jobId }) => {
        setDrawing(null);
        onAccepted({ jobId, plan, title });
      },
    });
  };
  const submitFile = (file: File) => {
    submit.reset();
    setDrawing(null);
    read.mutate(file, {
      onSuccess: (found) => {
        if (found.kind === "drawing") setDrawing(found);
        else submitPlan(found.plan, found.title, found.text);
      },
    });
  };
  return {
    submitFile,
    submitPlan,
    retry: () => {
      if (last) submitPlan(last.plan, last.title, last.text);
    },
    /** Forget what went wrong, and the drawing. */
    dismiss: () => {
      read.reset();
      submit.reset();
      setDrawing(null);
    },
    busy: read.isPending || submit.isPending,
    /** How far the upload is, if there is one: smaller plans go with the request. */
    upload: submit.upload,
    cancel: submit.cancel,
    error: read.error ?? submit.error,
    drawing,
    last,
  };
}

const LONGEST_NAME = 200;

/** Lists of jobs call a plan by its name; one without is called as its file or sample. */
function named(plan: Plan, title: string): Plan {
  return { ...plan, name: plan.name ?? (title.slice(0, LONGEST_NAME) || null) };
}
