import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Skeleton from "@mui/material/Skeleton";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState, type ComponentProps } from "react";

import { NotConfirmed } from "@/components/NotConfirmed";
import { useOnline } from "@/hooks/useOnline";

import { batchJobsQuery, type Batch } from "../api/batches";
import { JobTable } from "./JobTable";
import { LoadFailed } from "./LoadFailed";

/** The jobs of a batch; those that failed say why. */
export function BatchJobs({ batch, menuOf }: { batch: Batch } & Pick<ComponentProps<typeof JobTable>, "menuOf">) {
  const [failedOnly, setFailedOnly] = useState(false);
  const list = useInfiniteQuery(batchJobsQuery(batch.batch_id, batch.poll_after_ms !== null));
  const online = useOnline();
  if (!list.data) {
    if (list.error ?? !online) {
      return <LoadFailed what="Its jobs" online={online} error={list.error} onRetry={list.refetch} />;
    }
    return (
      <>
        <NotConfirmed query={list} />
        <Skeleton variant="rounded" height={300} />
      </>
    );
  }
  const jobs = list.data.pages.flatMap((page) => page.jobs).filter((job) => !failedOnly || job.status === "failed");
  return (
    <>
      <NotConfirmed query={list} />
      {batch.counts.failed > 0 && (
        <FormControlLabel
          label="Only those that failed"
          control={
            <Switch
              checked={failedOnly}
              onChange={(_, checked) => {
                setFailedOnly(checked);
              }}
            />
          }
        />
      )}
      {jobs.length > 0 ? (
        <JobTable jobs={jobs} menuOf={menuOf} />
      ) : (
        <Typography sx={{ color: "text.secondary" }}>
          {failedOnly ? "None of the jobs shown failed." : "No job of it is there yet."}
        </Typography>
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load more jobs
        </Button>
      )}
    </>
  );
}
