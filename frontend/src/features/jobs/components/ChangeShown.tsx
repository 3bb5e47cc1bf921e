import Typography from "@mui/material/Typography";

import { Confirm } from "@/components/Confirm";
import { count } from "@/lib/format";

import type { Job } from "../api/fetchJob";
import { useChangeJobs, type Changed } from "../api/useChangeJobs";
import { jobName } from "../jobFilters";

/** Cancels all jobs of a filtered list that have not ended, or retries all that failed. */
export function ChangeShown({ jobs }: { jobs: readonly Job[] }) {
  const change = useChangeJobs();
  const open = jobs.filter((job) => job.poll_after_ms !== null);
  const failed = jobs.filter(({ status }) => status === "failed");
  const several = open.length > 1 || failed.length > 1;
  if (!several && change.isIdle) return null;
  return (
    <div className="change-shown">
      {failed.length > 1 && (
        <Confirm
          action={`Retry ${count(failed.length, "failed job")}`}
          title={`Retry ${count(failed.length, "failed job")}?`}
          disabled={change.isPending}
          onConfirm={() => {
            change.mutate({ change: "retry", jobs: failed });
          }}
        >
          Those listed here, by the filter that is set. Each has all its attempts again.
        </Confirm>
      )}
      {open.length > 1 && (
        <Confirm
          action={`Cancel ${count(open.length, "job")}`}
          title={`Cancel ${count(open.length, "job")}?`}
          disabled={change.isPending}
          onConfirm={() => {
            change.mutate({ change: "cancel", jobs: open });
          }}
        >
          Those listed here, by the filter that is set, which wait or are worked on. Their rooms are not found.
        </Confirm>
      )}
      <Typography role="status" variant="body2" sx={{ overflowWrap: "anywhere" }}>
        {change.isPending &&
          `${count(change.ended, "job")} of ${change.variables.jobs.length.toLocaleString("en")} done…`}
        {change.error && `Stopped after ${count(change.ended, "job")}: ${change.error.message}`}
        {change.data && inWords(change.data)}
      </Typography>
    </div>
  );
}

function inWords({ change, done, refused }: Changed): string {
  const said = `${count(done, "job")} ${change === "cancel" ? "cancelled" : "handed in again"}.`;
  const [first] = refused;
  if (!first) return said;
  return `${said} ${refused.length.toLocaleString("en")} not, such as ${jobName(first.job)}: ${first.reason}`;
}
