import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import "@/features/jobs/jobs.css";

import { ProblemError } from "@/api/problem";
import { CopyLinkButton } from "@/components/CopyLinkButton";
import { HomeLink } from "@/components/HomeLink";
import { DownloadIcon } from "@/components/icons";
import { NotConfirmed } from "@/components/NotConfirmed";
import { PageKeys } from "@/components/PageKeys";
import { StateMessage } from "@/components/StateMessage";
import { DialogButton } from "@/components/TitledDialog";
import { batchQuery, useCancelBatch } from "@/features/jobs/api/batches";
import { BatchJobs } from "@/features/jobs/components/BatchJobs";
import { CallbackList } from "@/features/jobs/components/CallbackList";
import { BatchProgress } from "@/features/jobs/components/BatchProgress";
import { LoadFailed } from "@/features/jobs/components/LoadFailed";
import { useOnline } from "@/hooks/useOnline";
import { useTitle } from "@/hooks/useTitle";

import { RunFiles } from "./RunFiles";

/** Many plans that were handed in at once: how far they are, which failed, and all results in one file. */
export function BatchPage() {
  const { batchId = "" } = useParams();
  const batch = useQuery(batchQuery(batchId));
  const cancel = useCancelBatch(batchId);
  const online = useOnline();
  useTitle(batch.data?.name ?? "Batch");
  if (batch.error instanceof ProblemError && batch.error.status === 404) {
    return (
      <StateMessage
        alone
        picture="missing"
        title="There is no such batch"
        actions={
          <Button variant="contained" component={Link} to="/jobs">
            Go to the jobs
          </Button>
        }
      >
        {batch.error.message}
      </StateMessage>
    );
  }
  const state = batch.data;
  const running = typeof state?.poll_after_ms === "number";
  if (!state && (batch.error ?? !online)) {
    return <LoadFailed alone what="The batch" online={online} error={batch.error} onRetry={batch.refetch} />;
  }
  return (
    <div className="jobs">
      <PageKeys />
      <div className="jobs-head">
        <HomeLink />
        <Typography variant="h2" component="h1" sx={{ overflowWrap: "anywhere" }}>
          {state?.name ?? "Batch"}
        </Typography>
        {state && <Chip role="status" size="small" variant="outlined" label={state.status} />}
        <CopyLinkButton />
        <DialogButton wide label="Callbacks" title="Callbacks">
          <CallbackList of={{ batch_id: batchId }} />
        </DialogButton>
        {running && (
          <Button
            size="small"
            color="error"
            loading={cancel.isPending || state.status === "cancelling"}
            onClick={() => {
              cancel.mutate();
            }}
          >
            Cancel batch
          </Button>
        )}
        {state?.output_url && (
          <Button size="small" variant="contained" component="a" href={state.output_url} startIcon={<DownloadIcon />}>
            All results
          </Button>
        )}
      </div>
      {(cancel.error?.message ?? state?.error_message) && (
        <Typography role="alert" sx={{ color: "error.main" }}>
          {cancel.error?.message ?? state?.error_message}
        </Typography>
      )}
      <NotConfirmed query={batch} about={batchId} />
      {state ? (
        <>
          <BatchProgress batch={state} />
          <BatchJobs batch={state} menuOf={(job) => <RunFiles job={job} />} />
        </>
      ) : (
        <Skeleton variant="rounded" height={400} />
      )}
    </div>
  );
}
