import { useQuery } from "@tanstack/react-query";
import Typography from "@mui/material/Typography";
import { Link } from "react-router";

import { useNow } from "@/hooks/useNow";
import { count, formatAge } from "@/lib/format";

import { failuresQuery } from "../api/fleet";
import { useFreshness } from "../freshness";
import { Age } from "./Age";
import { PanelState } from "./PanelState";

/** Why the last failed jobs failed; the same fault once. */
export function FailureList() {
  const failures = useQuery(failuresQuery);
  const now = useNow() / 1000;
  const fresh = useFreshness(failures);
  if (!failures.data) return <PanelState title="Failures" query={failures} height={120} />;
  return (
    <section className="fleet-panel" aria-labelledby="failures" data-old={fresh.old}>
      <div className="fleet-panel-head">
        <Typography variant="h3" component="h2" id="failures">
          Failures
        </Typography>
        <Age of={fresh} />
      </div>
      {failures.data.length === 0 && <Typography sx={{ color: "text.secondary" }}>No job has failed.</Typography>}
      <ul className="plain-list">
        {failures.data.map((failure) => (
          <li key={failure.fingerprint}>
            <Typography sx={{ overflowWrap: "anywhere" }}>{failure.message}</Typography>
            <Typography variant="body2" sx={{ color: "text.secondary" }}>
              <Link to={`/jobs?status=failed&error=${encodeURIComponent(failure.fingerprint)}`}>
                {count(failure.count, "job")}
              </Link>
              , first {formatAge(now - failure.first_at)} ago, last {formatAge(now - failure.last_at)} ago ·{" "}
              <Link to={`/jobs/${failure.example_job_id}`}>an example</Link> · <code>{failure.fingerprint}</code>
            </Typography>
          </li>
        ))}
      </ul>
    </section>
  );
}
