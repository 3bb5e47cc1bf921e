import Button from "@mui/material/Button";
import { Link } from "react-router";

import { StateMessage } from "@/components/StateMessage";
import { drawable } from "@/plan/drawable";
import type { Plan } from "@/plan/plan";

import { PlanSheet } from "./PlanSheet";
import { RetryButton } from "./RetryButton";

interface Props {
  jobId: string;
  status: "failed" | "cancelled";
  message: string | undefined;
  /** Undefined while it is loaded, null where there is none. */
  plan: Plan | null | undefined;
}

/** A job that ended without rooms; its plan may be what was wrong. */
export function JobEnded({ jobId, status, message, plan }: Props) {
  const failed = status === "failed";
  const said = (
    <StateMessage
      picture={failed ? "broken" : "empty"}
      title={failed ? "The rooms could not be found" : "This job was cancelled"}
      actions={
        <>
          <Button variant="contained" component={Link} to="/">
            Choose another plan
          </Button>
          {failed && <RetryButton jobId={jobId} />}
        </>
      }
    >
      {failed ? (message ?? "The job failed without a reason.") : "It was stopped before its rooms were found."}
    </StateMessage>
  );
  if (plan === null || (plan && drawable(plan).plan.walls.length === 0)) return said;
  return (
    <>
      <PlanSheet plan={plan} working={false} />
      <aside className="side" aria-label="Job">
        {said}
      </aside>
    </>
  );
}
