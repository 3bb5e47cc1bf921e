import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";

import { isTemporary, ProblemError } from "@/api/problem";
import type { Plan } from "@/lib/plan";

import { PlanFileError } from "../readPlanFile";
import { FaultList } from "./FaultList";

interface Props {
  error: Error;
  /** The plan that was refused, once it could be read. */
  plan: Plan | undefined;
  onRetry: () => void;
}

export function SubmitError({ error, plan, onRetry }: Props) {
  if (error instanceof PlanFileError) return <Alert severity="error">{error.message}</Alert>;
  if (error instanceof ProblemError && plan && error.faults.length > 0) {
    return <FaultList faults={error.faults} plan={plan} />;
  }
  const refused = error instanceof ProblemError;
  return (
    <Alert
      severity="error"
      action={
        isTemporary(error) && (
          <Button color="inherit" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <AlertTitle>{refused ? "The plan was not taken" : "The service cannot be reached"}</AlertTitle>
      {refused ? error.message : "Your plan is still here. Check the connection, then try again."}
    </Alert>
  );
}
