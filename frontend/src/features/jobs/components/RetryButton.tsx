import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";

import { useRetryJob } from "../api/useRetryJob";

/** Another attempt at a job that failed, perhaps for a reason that has passed. */
export function RetryButton({ jobId }: { jobId: string }) {
  const retry = useRetryJob(jobId);
  return (
    <>
      <Button
        variant="outlined"
        loading={retry.isPending}
        onClick={() => {
          retry.mutate();
        }}
      >
        Run it again
      </Button>
      {retry.error && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main", width: 1 }}>
          It was not started: {retry.error.message}
        </Typography>
      )}
    </>
  );
}
