import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";

import { NotConfirmed } from "@/components/NotConfirmed";
import { StateMessage } from "@/components/StateMessage";
import { useNow } from "@/hooks/useNow";
import { useOnline } from "@/hooks/useOnline";
import { count, formatAge } from "@/lib/format";

import { useJobList } from "../api/useJobList";
import { jobName, matches } from "../jobFilters";
import { LoadFailed } from "./LoadFailed";

interface Props {
  /** Jobs that are taken already. */
  except: readonly string[];
  onPick: (jobId: string) => void;
}

const COMPLETED = { status: ["completed" as const], owner: undefined, error: undefined };

/** Jobs with rooms, newest first, of which one is to be chosen. */
export function JobPicker({ except, onPick }: Props) {
  const [search, setSearch] = useState("");
  const list = useJobList(COMPLETED);
  const online = useOnline();
  const now = useNow() / 1000;
  if (!list.data) {
    if (list.error ?? !online) {
      return <LoadFailed what="The list of jobs" online={online} error={list.error} onRetry={list.refetch} />;
    }
    return (
      <>
        <NotConfirmed query={list} />
        <Skeleton variant="rounded" height={320} />
      </>
    );
  }
  const others = list.data.pages.flatMap((page) => page.jobs).filter(({ job_id: id }) => !except.includes(id));
  const jobs = others.filter((job) => matches(job, search));
  return (
    <div className="job-picker">
      <TextField
        size="small"
        type="search"
        label="Name or id"
        value={search}
        onChange={({ target }) => {
          setSearch(target.value);
        }}
      />
      {jobs.length === 0 ? (
        <StateMessage picture="empty" title={others.length === 0 ? "No other run yet" : "No run matches"}>
          {others.length === 0
            ? "Hand in another plan, or the same one again after a change: every completed job can be chosen here."
            : "Look for another name, or load older jobs."}
        </StateMessage>
      ) : (
        <ul aria-label="Completed jobs">
          {jobs.map((job) => (
            <li key={job.job_id}>
              <button
                type="button"
                onClick={() => {
                  onPick(job.job_id);
                }}
              >
                <strong>{jobName(job)}</strong>
                <Typography component="span" variant="body2" sx={{ color: "text.secondary" }}>
                  {count(job.rooms_count ?? 0, "room")} · {count(job.wall_count ?? 0, "wall")} ·{" "}
                  {formatAge(now - job.created_at)} ago
                </Typography>
              </button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load older jobs
        </Button>
      )}
    </div>
  );
}
