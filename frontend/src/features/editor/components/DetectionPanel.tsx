import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { ProblemError } from "@/api/problem";
import type { DetectionResult } from "@/plan/result";

import type { Live } from "../live/PreviewQueue";
import type { Draft } from "../model/document";

export interface Found {
  result: DetectionResult;
  draft: Draft;
}

/** Finding the rooms of the draft, which the page around the editor sees to. */
export interface Detection {
  start: (draft: Draft) => void;
  pending: boolean;
  error: Error | null;
  jobId: string | null;
  /** The rooms that were found last, and those that were found before; each with the drawing that they are of. */
  found: Found | null;
  previous: Found | null;
  /** How it goes, while it is pending. */
  progress: ReactNode;
}

interface Props {
  detection: Detection;
  disabled: boolean;
  upToDate: boolean;
  /** Rooms that come while one draws. */
  live: Live;
  onDetect: () => void;
  /** Go to a wall, by its index. */
  onWall: (index: number) => void;
}

const SHOWN = 8;

/** What whoever draws is told of the rooms that come, or do not come, meanwhile. */
const LIVE: Record<Live["state"], string> = {
  idle: "Rooms follow as you draw; Find rooms keeps them as a job.",
  finding: "Rooms follow as you draw; Find rooms keeps them as a job.",
  away: "The service does not answer yet. Rooms follow once it does.",
  failing: "The service fails at this drawing. It is asked again.",
  "given-up":
    "The service gave no rooms for this drawing, and is asked again when you draw on. Find rooms hands it to a worker.",
  large: "This drawing is too large for rooms as you draw. Press Find rooms.",
  refused: "No rooms yet: the service does not take the drawing as it is. Find rooms says why.",
  "not-offered": "This service does not find rooms as you draw. Press Find rooms.",
};

export function DetectionPanel({
  detection: { pending, error, jobId, found, progress },
  disabled,
  upToDate,
  live,
  onDetect,
  onWall,
}: Props) {
  const faults = error instanceof ProblemError ? error.faults : [];
  return (
    <section className="panel" aria-label="Detection">
      <div className="panel-actions">
        <Button variant="contained" loading={pending} disabled={disabled || upToDate} onClick={onDetect}>
          {found ? "Find rooms again" : "Find rooms"}
        </Button>
        {jobId !== null && found && (
          <Button component={Link} to={`/jobs/${jobId}`}>
            See the result
          </Button>
        )}
      </div>
      <Typography variant="body2" component="div" role="status" sx={{ minHeight: "1.43em", color: "text.secondary" }}>
        {pending
          ? progress
          : upToDate
            ? "The rooms are those of this drawing."
            : disabled
              ? "Draw some walls first."
              : LIVE[live.state]}
      </Typography>
      {error && (
        <div role="alert" className="detection-error">
          <Typography variant="body2">{faults.length > 0 ? "Some walls are wrong:" : error.message}</Typography>
          <ul>
            {faults.slice(0, SHOWN).map(({ pointer, detail }) => {
              const index = Number(/^\/walls\/(\d+)/.exec(pointer)?.[1] ?? NaN);
              return (
                <li key={pointer + detail}>
                  {Number.isNaN(index) ? (
                    detail
                  ) : (
                    <button
                      type="button"
                      className="neighbour"
                      onClick={() => {
                        onWall(index);
                      }}
                    >
                      Wall {index + 1}: {detail}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}
