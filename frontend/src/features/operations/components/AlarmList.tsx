import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";

import { alarmsQuery, type Alarm } from "../api/fleet";
import { useFreshness } from "../freshness";
import { Age } from "./Age";
import { PanelState } from "./PanelState";

/** When people are told that something is wrong, and which of these rules the figures of this moment break. */
export function AlarmList() {
  const alarms = useQuery(alarmsQuery);
  const fresh = useFreshness(alarms);
  if (!alarms.data) return <PanelState title="Alarms" query={alarms} height={120} />;
  const known = alarms.data.filter(({ sounds }) => sounds !== null);
  const others = alarms.data.filter(({ sounds }) => sounds === null);
  return (
    <section className="fleet-panel" aria-labelledby="alarms" data-old={fresh.old}>
      <div className="fleet-panel-head">
        <Typography variant="h3" component="h2" id="alarms">
          Alarms
        </Typography>
        <Age of={fresh} />
      </div>
      <Rules alarms={known} old={fresh.old} />
      <details>
        <summary>{others.length} more that CloudWatch watches in AWS</summary>
        <Rules alarms={others} old={fresh.old} />
      </details>
    </section>
  );
}

function Rules({ alarms, old }: { alarms: readonly Alarm[]; old: boolean }) {
  return (
    <ul className="alarms">
      {alarms.map(({ name, sounds_when, threshold, unit, value, sounds }) => (
        <li key={name}>
          <strong>{name}</strong>{" "}
          {sounds !== null && (
            <Chip
              size="small"
              variant={sounds ? "filled" : "outlined"}
              color={old || value === null ? "default" : sounds ? "error" : "success"}
              label={old ? "unknown" : value === null ? "too few jobs" : sounds ? "over its limit" : "quiet"}
            />
          )}
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {sounds_when}
            {sounds !== null &&
              ` ${value === null ? "Too few jobs to say." : `Now: ${value.toLocaleString("en")} ${unit}, limit ${threshold.toLocaleString("en")}.`}`}
          </Typography>
        </li>
      ))}
    </ul>
  );
}
