import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import "@/features/operations/operations.css";

import { askForToken } from "@/api/access";
import { ProblemError } from "@/api/problem";
import { HomeLink } from "@/components/HomeLink";
import { PageKeys } from "@/components/PageKeys";
import { StateMessage } from "@/components/StateMessage";
import { queuesQuery } from "@/features/operations/api/fleet";
import { useFleetEvents } from "@/features/operations/api/useFleetEvents";
import { AlarmList } from "@/features/operations/components/AlarmList";
import { Charts } from "@/features/operations/components/Charts";
import { DeadLetterList } from "@/features/operations/components/DeadLetterList";
import { FailureList } from "@/features/operations/components/FailureList";
import { LaneList } from "@/features/operations/components/LaneList";
import { Tiles } from "@/features/operations/components/Tiles";
import { HeardAt } from "@/features/operations/freshness";
import { WorkerList } from "@/features/operations/components/WorkerList";
import { useTitle } from "@/hooks/useTitle";

const RANGES = { 15: "15 min", 60: "1 h", 360: "6 h", 1440: "24 h" };
const LINKS = { connecting: "Connecting…", live: "Live", polling: "Asking every 5 s" };

/** What the fleet does in this moment and did in the last hours, and what can be done about it. */
export function OperationsPage() {
  const [address, setAddress] = useSearchParams();
  const asked = Number(address.get("minutes"));
  const minutes = asked in RANGES ? asked : 60;
  const link = useFleetEvents();
  const polling = link.state === "polling";
  const queues = useQuery(queuesQuery(polling));
  useTitle("Operations");

  if (queues.error instanceof ProblemError && [401, 403].includes(queues.error.status)) {
    return (
      <StateMessage
        alone
        picture="missing"
        title="This page is for operators"
        actions={
          <Button variant="contained" onClick={askForToken}>
            {queues.error.status === 401 ? "Enter a token" : "Enter another token"}
          </Button>
        }
      >
        {queues.error.status === 403
          ? "Your jobs are under Jobs; the fleet is for tokens with the scope operate."
          : queues.error.message}
      </StateMessage>
    );
  }
  return (
    <div className="operations">
      <PageKeys />
      <div className="operations-head">
        <HomeLink />
        <Typography variant="h2" component="h1">
          Operations
        </Typography>
        <Chip
          role="status"
          size="small"
          variant="outlined"
          color={link.state === "live" ? "success" : "default"}
          label={LINKS[link.state]}
        />
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="Time shown"
          value={minutes}
          sx={{ ml: "auto" }}
          onChange={(_, chosen: number | null) => {
            if (chosen !== null) setAddress({ minutes: String(chosen) }, { replace: true });
          }}
        >
          {Object.entries(RANGES).map(([value, label]) => (
            <ToggleButton key={value} value={Number(value)}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <HeardAt value={link.heardAt}>
        <Tiles polling={polling} />
        <Charts minutes={minutes} polling={polling} />
        <WorkerList polling={polling} />
        <div className="two-panels">
          <LaneList />
          <AlarmList />
        </div>
        <div className="two-panels">
          <FailureList />
          <DeadLetterList waiting={queues.data?.dead_letters ?? 0} />
        </div>
      </HeardAt>
    </div>
  );
}
