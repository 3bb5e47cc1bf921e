import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";

import { isTemporary, ProblemError } from "@/api/problem";
import { count } from "@/lib/format";
import { drawable } from "@/plan/drawable";
import type { Plan } from "@/plan/plan";

import { PlanFileError } from "../readPlanFile";
import { titleOf } from "../submitError";
import { FaultList } from "./FaultList";

interface Props {
  error: Error;
  /** The plan that was refused, once it could be read, and the file it was read from. */
  plan: Plan | undefined;
  file: File | null;
  onRetry: () => void;
  onClose: () => void;
  /** Open what can be drawn of the plan in the editor. */
  onEdit: (plan: Plan) => void;
}

/** Why there is no job. Over the page, so that nothing moves when it comes and goes. */
export function SubmitErrorDialog({ error, plan, file, onRetry, onClose, onEdit }: Props) {
  const faults = error instanceof ProblemError ? error.faults : [];
  const { plan: rest, left } = plan && faults.length > 0 ? drawable(plan) : NOTHING;
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="submit-error">
      <DialogTitle id="submit-error">{titleOf(error)}</DialogTitle>
      <DialogContent role="alert">
        {plan && faults.length > 0 ? (
          <FaultList faults={faults} plan={plan} file={file} />
        ) : isRefusal(error) ? (
          error.message
        ) : (
          `${error.message} Your plan is still here.`
        )}
      </DialogContent>
      {left.length > 0 && rest && rest.walls.length > 0 && (
        <Typography variant="body2" sx={{ px: 3, pb: 1 }}>
          {`The editor opens without ${walls(left)}, whose points cannot be read.`}
        </Typography>
      )}
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

const NOTHING = { plan: null, left: [] };
const MOST_NAMED = 5;

/** Walls by their numbers, which people count from 1. */
function walls(indices: readonly number[]): string {
  const named = indices.slice(0, MOST_NAMED).map((index) => index + 1);
  const more = indices.length - named.length;
  return `${indices.length === 1 ? "wall" : "walls"} ${named.join(", ")}${more > 0 ? ` and ${count(more, "more", "more")}` : ""}`;
}

/** After a token was entered, the same plan may well be taken. */
function mayRetry(error: Error): boolean {
  if (error instanceof PlanFileError) return false;
  return isTemporary(error) || (error instanceof ProblemError && error.status === 401);
}

function isRefusal(error: Error): boolean {
  return error instanceof ProblemError || error instanceof PlanFileError;
}
