import { useMutation } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Plan } from "@/plan/plan";

import { MAX_PLAN_BYTES } from "../readPlanFile";
import { withName } from "../withName";
import { unlessCancelled, useUpload } from "./useUpload";

type UploadedPlan = components["schemas"]["UploadedPlan"];

interface Submitted {
  plan: Plan;
  /** The JSON that it was read from, and as what: what is large already is sent as it is, not written once more. */
  source?: { file: File; plan: Plan } | null;
}

/** Hand a plan in; the answer names the job that looks for its rooms. */
export function useSubmitPlan() {
  const upload = useUpload();
  const submit = useMutation({
    mutationFn: async ({ plan, source }: Submitted) => {
      const isLarge = source && source.file.size > MAX_PLAN_BYTES;
      const text = isLarge ? await withName(source.file, source.plan, plan.name) : asText(plan);
      let body = plan as components["schemas"]["Plan"] | UploadedPlan;
      if (text.size > MAX_PLAN_BYTES) {
        const { uploadFile } = await import("./uploadFile");
        body = { upload_id: await uploadFile(text, "application/json", upload.begin()), drawing: null };
      }
      const { data, error, response } = await api.POST("/jobs", { body });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    networkMode: "always", // offline, fail at once and offer to try again
    onSettled: upload.end,
  });
  return { ...submit, error: unlessCancelled(submit.error), upload: upload.state, cancel: upload.cancel };
}

function asText(plan: Plan): Blob {
  return new Blob([JSON.stringify(plan)], { type: "application/json" });
}
