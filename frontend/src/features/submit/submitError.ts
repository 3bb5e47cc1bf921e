import { isTemporary, ProblemError, UnreachableError } from "@/api/problem";
import { count } from "@/lib/format";

import { PlanFileError } from "./readPlanFile";

/** Why there is no job, in a few words. */
export function titleOf(error: Error): string {
  if (error instanceof PlanFileError) return "This file is no plan";
  if (error instanceof ProblemError) {
    if (error.faults.length > 0) return `${count(error.faults.length, "thing")} to mend in this plan`;
    return isTemporary(error) ? "The service cannot take the plan now" : "The plan was not taken";
  }
  return error instanceof UnreachableError ? "The service cannot be reached" : "The plan could not be sent";
}
