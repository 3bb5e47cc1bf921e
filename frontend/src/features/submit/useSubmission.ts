import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import type { Plan } from "@/plan/plan";

import { useSubmitDrawing, type DrawingJob } from "./api/useSubmitDrawing";
import { useSubmitPlan } from "./api/useSubmitPlan";
import { MAX_PLAN_BYTES, readPlanFile, type DrawingFile } from "./readPlanFile";

interface Accepted {
  jobId: string;
  /** Null while a worker makes it of a drawing. */
  plan: Plan | null;
  title: string;
}

interface Submitted {
  plan: Plan;
  title: string;
  /** What the plan was read from, if it was a file of JSON. */
  file: File | null;
}

/** Take a plan from a file or from the gallery, hand it in, and say which job came of it. */
export function useSubmission(onAccepted: (accepted: Accepted) => void) {
  const submit = useSubmitPlan();
  const submitDrawing = useSubmitDrawing();
  const read = useMutation({ mutationFn: readPlanFile, networkMode: "always" });
  const [last, setLast] = useState<Submitted | null>(null);
  /** A drawing whose layers are to be chosen: by what the service says of it in one request, or blindly. */
  const [drawing, setDrawing] = useState<(DrawingFile & { blind: boolean }) | null>(null);

  const submitPlan = (plan: Plan, title: string, file: File | null = null) => {
    setLast({ plan, title, file });
    read.reset();
    submit.mutate(
      { plan: named(plan, title), source: file && { file, plan } },
      {
        onSuccess: ({ job_id: jobId }) => {
          setDrawing(null);
          onAccepted({ jobId, plan, title });
        },
      },
    );
  };
  const uploadDrawing = (job: DrawingJob) => {
    submitDrawing.mutate(job, {
      onSuccess: ({ job_id: jobId }) => {
        setDrawing(null);
        onAccepted({ jobId, plan: null, title: job.title });
      },
    });
  };
  const dismiss = () => {
    read.reset();
    submit.reset();
    submitDrawing.reset();
    setDrawing(null);
  };
  const submitFile = (file: File) => {
    dismiss();
    read.mutate(file, {
      onSuccess: (found) => {
        if (found.kind === "drawing") setDrawing({ ...found, blind: file.size > MAX_PLAN_BYTES });
        else submitPlan(found.plan, found.title, found.file);
      },
    });
  };
  return {
    submitFile,
    submitPlan,
    uploadDrawing,
    /** Choose the layers of the drawing blindly. */
    goBlind: () => {
      setDrawing((known) => known && { ...known, blind: true });
    },
    retry: () => {
      if (submitDrawing.error && submitDrawing.variables) uploadDrawing(submitDrawing.variables);
      else if (last) submitPlan(last.plan, last.title, last.file);
    },
    /** Forget what went wrong, and the drawing. */
    dismiss,
    busy: read.isPending || submit.isPending || submitDrawing.isPending,
    /** How far the upload is, if there is one: smaller plans go with the request. */
    upload: submit.upload ?? submitDrawing.upload,
    cancel: () => {
      submit.cancel();
      submitDrawing.cancel();
    },
    error: read.error ?? submit.error ?? submitDrawing.error,
    drawing,
    /** The plan that was handed in last, if that was the last thing done. */
    last: submitDrawing.error ? null : last,
  };
}

const LONGEST_NAME = 200;

/** Lists of jobs call a plan by its name; one without is called as its file or sample. */
function named(plan: Plan, title: string): Plan {
  return { ...plan, name: plan.name ?? (title.slice(0, LONGEST_NAME) || null) };
}
