import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";

import { isTemporary, ProblemError } from "@/api/problem";
import { count } from "@/lib/format";
import { drawable } from "@/plan/drawable";
import type { Plan } from "@/plan/plan";

import { PlanFileError } from "../readPlanFile";
import { FaultList } from "./FaultList";

interface Props {
  error: Error;
  /** The plan that was refused, once it could be read, and the file it was read from. */
  plan: Plan | undefined;
  text: string | null;
  onRetry: () => void;
  onClose: () => void;
  /** Open what can be drawn of the plan in the editor. */
  onEdit: (plan: Plan) => void;
}

/** Why there is no job. Over the page, so that nothing moves when it comes and goes. */
export function SubmitErrorDialog({ error, plan, text, onRetry, onClose, onEdit }: Props) {
  const faults = error instanceof ProblemError ? error.faults : [];
  const rest = plan && faults.length > 0 ? drawable(plan).plan : null;
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="submit-error">
      <DialogTitle id="submit-error">{titleOf(error, faults.length)}</DialogTitle>
      <DialogContent role="alert">
        {plan && faults.length > 0 ? (
          <FaultList faults={faults} plan={plan} text={text} />
        ) : isRefusal(error) ? (
          error.message
        ) : (
          "Your plan is still here. Check the connection, then try again."
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Close</Button>
        {rest && rest.walls.length > 0 && (
          <Button
            variant="contained"
            onClick={() => {
              onEdit(rest);
            }}
          >
            Mend it in the editor
          </Button>
        )}
        {mayRetry(error) && (
          <Button variant="contained" onClick={onRetry}>
            Try again
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

/** After a token was entered, the same plan may well be taken. */
function mayRetry(error: Error): boolean {
  if (error instanceof PlanFileError) return false;
  return isTemporary(error) || (error instanceof ProblemError && error.status === 401);
}

function isRefusal(error: Error): boolean {
  return error instanceof ProblemError || error instanceof PlanFileError;
}

function titleOf(error: Error, faults: number): string {
  if (error instanceof PlanFileError) return "This file is no plan";
  if (faults > 0) return `${count(faults, "thing")} to mend in this plan`;
  return error instanceof ProblemError ? "The plan was not taken" : "The service cannot be reached";
}
