import { useMutation } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { Plan } from "@/lib/plan";

/** Hand a plan in; the answer names the job that looks for its rooms. */
export function useSubmitPlan() {
  return useMutation({
    mutationFn: async (plan: Plan) => {
      const { data, error, response } = await api.POST("/jobs", { body: plan });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    networkMode: "always", // offline, fail at once and offer to try again
  });
}
