import LinearProgress from "@mui/material/LinearProgress";

import type { Job } from "../api/fetchJob";

interface Props {
  label: string;
  progress: Job["progress"];
}

/** How far the work is where that is known; else that there is work, and no claim how far it is. */
export function ShareBar({ label, progress }: Props) {
  const known = progress ? Math.round(Math.min(1, Math.max(0, progress.share)) * 100) : undefined;
  return (
    <LinearProgress
      className="share-bar"
      aria-label={label}
      variant={known === undefined ? "indeterminate" : "determinate"}
      {...(known !== undefined && { value: known, "aria-valuetext": `${String(known)} %` })}
    />
  );
}
