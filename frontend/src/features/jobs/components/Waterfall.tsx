import "@/features/jobs/waterfall.css";

import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";

import { NotConfirmed } from "@/components/NotConfirmed";
import { useNow } from "@/hooks/useNow";
import { formatSeconds } from "@/lib/format";

import { useTimeline } from "../api/useTimeline";
import { waterfall } from "../waterfall";

const NOTHING = {
  pending: "No worker has begun yet.",
  processing: "No worker has begun yet.",
  completed: "The rooms were known from an equal plan; no worker had to begin.",
  failed: "It failed before a worker began.",
  cancelled: "It was cancelled before a worker began.",
};

/** A lane per attempt, a bar per step; each bar says in words what it shows. */
export function Waterfall({ jobId }: { jobId: string }) {
  const timeline = useTimeline(jobId);
  const now = useNow() / 1000;
  if (!timeline.data) {
    return (
      <>
        <NotConfirmed query={timeline} />
        {!timeline.error && <Skeleton variant="rounded" height={120} />}
      </>
    );
  }
  const { seconds, lanes } = waterfall(timeline.data, now);
  if (lanes.length === 0) return <Typography>{NOTHING[timeline.data.status]}</Typography>;
  return (
    <div className="waterfall">
      <NotConfirmed query={timeline} />
      {lanes.map(({ attempt, bars }) => (
        <section key={attempt.attempt} aria-label={`Attempt ${String(attempt.attempt)}`}>
          <Typography variant="h3" component="h3">
            Attempt {attempt.attempt}: {attempt.outcome}
          </Typography>
          <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
            {attempt.worker ?? "an unknown worker"}
          </Typography>
          <div className="waterfall-lane" aria-hidden="true">
            {bars.map((bar) => (
              <span
                key={bar.name}
                data-step={bar.name}
                style={{ left: `${String(bar.start * 100)}%`, width: `max(3px, ${String(bar.width * 100)}%)` }}
              />
            ))}
          </div>
          <ul className="waterfall-steps">
            {bars.map((bar) => (
              <li key={bar.name} data-step={bar.name}>
                {bar.name} <strong>{formatSeconds(bar.seconds)}</strong>
              </li>
            ))}
          </ul>
          {attempt.trace !== null && (
            <details>
              <summary>Stack trace</summary>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by key */}
              <pre className="waterfall-trace" tabIndex={0}>
                {attempt.trace}
              </pre>
            </details>
          )}
        </section>
      ))}
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {formatSeconds(seconds)} from submission to end
      </Typography>
    </div>
  );
}
