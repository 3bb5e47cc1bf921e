import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";

import { formatSeconds } from "@/lib/format";
import { useNow } from "@/lib/useNow";

import type { Job } from "../api/fetchJob";
import { steps } from "../steps";

interface Props {
  job: Pick<Job, "status" | "created_at"> | undefined;
}

/** Where an unfinished job stands. How far a step is, nobody knows, so the bar does not claim to. */
export function JobProgress({ job }: Props) {
  const waitedS = Math.max(0, Math.floor(useNow() / 1000 - (job?.created_at ?? Infinity)));
  const all = steps(job?.status ?? "pending", waitedS);
  const current = job ? all.find(({ state }) => state === "now") : undefined;
  return (
    <Box component="section" aria-label="Progress">
      <Typography variant="h2" component="p" role="status">
        {current ? `${current.title}…` : "Looking up the job…"}
      </Typography>
      <Typography sx={{ color: "text.secondary", minHeight: "1.5em" }}>
        {waitedS >= 1 && `for ${formatSeconds(waitedS)}`}
      </Typography>
      <LinearProgress aria-label={current?.title ?? "Looking up the job"} sx={{ my: 2.5, borderRadius: 1 }} />
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
