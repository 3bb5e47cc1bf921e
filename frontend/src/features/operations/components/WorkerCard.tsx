import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { Confirm } from "@/components/Confirm";
import { Link } from "react-router";

import { useNow } from "@/hooks/useNow";
import { count, formatAge } from "@/lib/format";

import type { Worker } from "../api/fleet";
import { useRevokeJob, useWorkerCommand } from "../api/useFleetCommands";

const GONE_AFTER_S = 30;

/** A worker with its jobs, and what can be done to it. */
export function WorkerCard({ worker, old }: { worker: Worker; old: boolean }) {
  const now = useNow() / 1000;
  const command = useWorkerCommand(worker.name);
  const revoke = useRevokeJob();
  const silent = now - worker.last_beat;
  const off = !worker.is_answering || command.isPending || old;
  const failure = command.error ?? revoke.error;
  return (
    <li className="worker" data-silent={!worker.is_answering}>
      <div className="worker-head">
        <Typography component="h3" variant="h3" sx={{ overflowWrap: "anywhere" }}>
          {worker.name}
        </Typography>
        <Chip
          size="small"
          variant="outlined"
          color={old ? "default" : worker.is_answering ? "success" : "error"}
          label={old ? "unknown" : worker.is_answering ? "answering" : `silent for ${formatAge(silent)}`}
        />
      </div>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        {worker.pool}, {count(worker.concurrency, "job")} at once · {count(worker.processed, "task")} done · here for{" "}
        {formatAge(now - worker.since)} · last beat {formatAge(now - worker.last_beat)} ago
      </Typography>
      {!worker.is_answering && !old && silent > GONE_AFTER_S && (
        <Typography variant="body2">
          It gave no sign for {formatAge(silent)}: most likely it was killed. Its jobs go to another worker by
          themselves; it leaves this list later.
        </Typography>
      )}
      {worker.current_jobs.length > 0 ? (
        <ul className="current-jobs" aria-label={`Jobs of ${worker.name}`}>
          {worker.current_jobs.map((job) => (
            <li key={job.job_id}>
              <Link to={`/jobs/${job.job_id}`}>{job.job_id.slice(0, 12)}…</Link> for {formatAge(now - job.since)}
              <Confirm
                action="Revoke"
                title="Revoke this job?"
                onConfirm={() => {
                  revoke.mutate(job.job_id);
                }}
              >
                The job is cancelled, and the process that runs it is ended at once.
              </Confirm>
            </li>
          ))}
        </ul>
      ) : (
        worker.is_answering && !old && <Typography variant="body2">Waits for a job.</Typography>
      )}
      <div className="worker-actions">
        <Button
          size="small"
          disabled={off}
          onClick={() => {
            command.mutate("grow");
          }}
        >
          Grow by one
        </Button>
        <Button
          size="small"
          disabled={off || worker.concurrency < 2}
          onClick={() => {
            command.mutate("shrink");
          }}
        >
          Shrink by one
        </Button>
        <Confirm
          action="Shut down"
          title={`Shut ${worker.name} down?`}
          disabled={off}
          onConfirm={() => {
            command.mutate("shutdown");
          }}
        >
          It finishes the jobs that it runs, then ends. Nothing starts it again but what started it at first.
        </Confirm>
      </div>
      {failure && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main" }}>
          {failure.message}
        </Typography>
      )}
    </li>
  );
}
