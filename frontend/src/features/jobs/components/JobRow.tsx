import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import Chip from "@mui/material/Chip";
import TableCell from "@mui/material/TableCell";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { formatAge, formatPercent, formatWork } from "@/lib/format";

import type { Job } from "../api/fetchJob";
import { useChangeJob } from "../api/useChangeJob";
import { jobName } from "../jobFilters";
import type { JobChoice } from "../useJobChoice";
import { ShareBar } from "./ShareBar";

const COLOURS = {
  pending: "default",
  processing: "primary",
  completed: "success",
  failed: "error",
  cancelled: "default",
} as const;

interface Props {
  job: Job;
  now: number;
  /** Jobs of several owners are listed, so each says whose it is. */
  ofMany: boolean;
  choice: JobChoice | undefined;
  menuOf: ((job: Job) => ReactNode) | undefined;
}

/** A job in the list, and what can be done to it. */
export function JobRow({ job, now, ofMany, choice, menuOf }: Props) {
  const change = useChangeJob(job.job_id);
  const chosen = choice?.has(job.job_id) ?? false;
  return (
    <TableRow role="row" hover selected={chosen}>
      {choice && (
        <TableCell role="cell" data-cell="choice" padding="checkbox">
          {job.status === "completed" && (
            <Checkbox
              size="small"
              checked={chosen}
              disabled={choice.isFull && !chosen}
              slotProps={{ input: { "aria-label": `Compare ${jobName(job)}` } }}
              onChange={() => {
                choice.toggle(job);
              }}
            />
          )}
        </TableCell>
      )}
      <TableCell role="rowheader" component="th" scope="row">
        <Link to={`/jobs/${job.job_id}`} state={{ title: job.name ?? undefined }}>
          {jobName(job)}
        </Link>
        {ofMany && (
          <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
            of <Link to={`/jobs?owner=${encodeURIComponent(job.owner)}`}>{job.owner}</Link>
          </Typography>
        )}
        {(change.error?.message ?? job.error_message) && (
          <Typography variant="body2" sx={{ color: "error.main", maxWidth: "48ch", overflowWrap: "anywhere" }}>
            {change.error?.message ?? job.error_message}
          </Typography>
        )}
      </TableCell>
      <TableCell role="cell" data-cell="status">
        <Chip size="small" variant="outlined" color={COLOURS[job.status]} label={job.status} />
        {job.progress && (
          <span className="row-share">
            <ShareBar label={`How far ${jobName(job)} is`} progress={job.progress} />
            {formatPercent(job.progress.share)}
          </span>
        )}
      </TableCell>
      <TableCell role="cell" className="wide-only">
        {formatAge(now - job.created_at)} ago
      </TableCell>
      <TableCell role="cell" align="right" className="wide-only">
        {job.wall_count?.toLocaleString("en") ?? "–"}
      </TableCell>
      <TableCell role="cell" data-cell="rooms" align="right">
        {job.rooms_count?.toLocaleString("en") ?? "–"}
        {job.rooms_count !== null && <span className="phone-only"> {job.rooms_count === 1 ? "room" : "rooms"}</span>}
      </TableCell>
      <TableCell role="cell" align="right" className="wide-only">
        {formatWork(job.processing_time)}
      </TableCell>
      <TableCell role="cell" data-cell="actions" align="right">
        {job.poll_after_ms !== null && (
          <Button
            size="small"
            color="error"
            loading={change.isPending}
            onClick={() => {
              change.mutate("cancel");
            }}
          >
            Cancel
          </Button>
        )}
        {job.status === "failed" && (
          <Button
            size="small"
            loading={change.isPending}
            onClick={() => {
              change.mutate("retry");
            }}
          >
            Retry
          </Button>
        )}
        {job.status === "completed" && menuOf?.(job)}
      </TableCell>
    </TableRow>
  );
}
