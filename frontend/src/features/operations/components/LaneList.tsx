import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";

import { Confirm } from "@/components/Confirm";
import { useNow } from "@/hooks/useNow";
import { formatAge } from "@/lib/format";

import { lanesQuery, type Lane } from "../api/fleet";
import { useLaneCommand } from "../api/useFleetCommands";
import { useFreshness } from "../freshness";
import { Age } from "./Age";
import { PanelState } from "./PanelState";

const HOLDS: Record<string, string> = {
  interactive: "single plans, for which somebody waits",
  batch: "plans of batches",
  large: "plans of 25,000 walls and more",
};

/** How much waits in each lane of jobs, and a pause for each; paused ones first. */
export function LaneList() {
  const lanes = useQuery(lanesQuery);
  const fresh = useFreshness(lanes);
  if (!lanes.data) return <PanelState title="Lanes" query={lanes} height={120} />;
  return (
    <section className="fleet-panel" aria-labelledby="lanes" data-old={fresh.old}>
      <div className="fleet-panel-head">
        <Typography variant="h3" component="h2" id="lanes">
          Lanes
        </Typography>
        <Age of={fresh} />
      </div>
      <ul className="lanes">
        {lanes.data
          .toSorted((a, b) => Number(b.pause !== null) - Number(a.pause !== null))
          .map((lane) => (
            <LaneItem key={lane.name} lane={lane} old={fresh.old} />
          ))}
      </ul>
    </section>
  );
}

function LaneItem({ lane: { name, visible, in_flight, delayed, pause }, old }: { lane: Lane; old: boolean }) {
  const command = useLaneCommand(name);
  const now = useNow() / 1000;
  return (
    <li>
      <div className="worker-head">
        <Typography component="h3" variant="h3">
          {name}
        </Typography>
        {pause && (
          <Chip size="small" color={old ? "default" : "warning"} label={`paused for ${formatAge(now - pause.at)}`} />
        )}
        {pause ? (
          <Button
            size="small"
            variant="contained"
            disabled={old}
            loading={command.isPending}
            aria-label={`Resume ${name}`}
            onClick={() => {
              command.mutate("resume");
            }}
          >
            Resume
          </Button>
        ) : (
          <Confirm
            action="Pause"
            title={`Pause the lane ${name}?`}
            disabled={old || command.isPending}
            onConfirm={() => {
              command.mutate("pause");
            }}
          >
            Jobs of this lane are still accepted, and wait until somebody resumes it. What workers have received is
            still done.
          </Confirm>
        )}
      </div>
      <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        {HOLDS[name] && `${HOLDS[name]} · `}
        {visible.toLocaleString("en")} waiting · {in_flight.toLocaleString("en")} with a worker ·{" "}
        {delayed.toLocaleString("en")} delayed
        {pause && ` · paused by ${pause.by}`}
      </Typography>
      {command.error && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main" }}>
          {command.error.message}
        </Typography>
      )}
    </li>
  );
}
