import "../progress.css";

import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";

import { useNow } from "@/hooks/useNow";
import { formatPercent, formatSeconds } from "@/lib/format";

import type { Job } from "../api/fetchJob";
import { steps } from "../steps";
import { ShareBar } from "./ShareBar";

const UNKNOWN = { status: "pending", progress: null, ahead: null } as const;

interface Props {
  job: Job | undefined;
  /** Of a completed job, the share of its result that has come. */
  loaded: number | null;
  /** Why the last question had no answer: what is shown is then what was known before. */
  trouble: Error | null;
}

/** Where a job stands whose rooms are not shown yet: its place among those that wait, its stage, its share, as far as is known. */
export function JobProgress({ job, loaded, trouble }: Props) {
  const waitedS = Math.max(0, Math.floor(useNow() / 1000 - (job?.created_at ?? Infinity)));
  const all = steps(job ?? UNKNOWN, waitedS);
  const current = job ? all.find(({ state }) => state === "now") : undefined;
  const found = job?.status === "completed";
  const progress = !found ? (job?.progress ?? null) : loaded === null ? null : { stage: "load", share: loaded };
  return (
    <Box component="section" aria-label="Progress">
      <Typography variant="h2" component="p" role="status">
        {current ? `${current.title}…` : "Looking up the job…"}
      </Typography>
      <Typography sx={{ color: "text.secondary", minHeight: "1.5em", display: "flex", gap: 2 }}>
        {waitedS >= 1 && !found && <span>for {formatSeconds(waitedS)}</span>}
        {progress && <span className="share-figure">{formatPercent(progress.share)}</span>}
      </Typography>
      {trouble && (
        <Typography role="alert" sx={{ color: "error.main", overflowWrap: "anywhere" }}>
          {job ? "This is how it stood before. " : ""}
          {trouble.message} It is asked again by itself.
        </Typography>
      )}
      <Box sx={{ my: 2.5 }}>
        <ShareBar label={current?.title ?? "Looking up the job"} progress={progress} />
      </Box>
      <ol className="steps">
        {job &&
          all.map(({ title, detail, state }) => (
            <li key={title} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              <Typography variant="h3" component="p">
                {title}
              </Typography>
              <Typography variant="body2" sx={{ color: "text.secondary" }}>
                {detail}
              </Typography>
            </li>
          ))}
      </ol>
    </Box>
  );
}
