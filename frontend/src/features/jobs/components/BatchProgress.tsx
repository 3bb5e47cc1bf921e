import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";

import { count } from "@/lib/format";

import type { Batch } from "../api/batches";

const SHOWN = ["completed", "failed", "cancelled"] as const;

/** How many of a batch's jobs have ended, and how. */
export function BatchProgress({ batch }: { batch: Batch }) {
  const ended = SHOWN.filter((status) => batch.counts[status] > 0).map(
    (status) => `${batch.counts[status].toLocaleString("en")} ${status}`,
  );
  const counting = batch.jobs_count === null && batch.poll_after_ms !== null;
  const known = batch.jobs_count === null ? "No plan was taken in" : count(batch.jobs_count, "plan");
  const total = counting ? "Plans are being counted" : known;
  const most = Math.max(1, batch.jobs_count ?? 0);
  return (
    <div>
      {counting ? (
        <LinearProgress aria-label="Jobs that have ended" className="batch-bar" />
      ) : (
        <div
          role="progressbar"
          aria-label="Jobs that have ended"
          aria-valuenow={Math.round(batch.share * 100)}
          className="batch-bar"
        >
          {SHOWN.map((status) => (
            <span
              key={status}
              data-status={status}
              style={{ width: `${String((batch.counts[status] / most) * 100)}%` }}
            />
          ))}
        </div>
      )}
      <Typography variant="body2" sx={{ color: "text.secondary", mt: 0.5 }}>
        {[total, ...ended].join(" · ")}
      </Typography>
      {batch.left_out && <Typography variant="body2">{batch.left_out}</Typography>}
    </div>
  );
}
