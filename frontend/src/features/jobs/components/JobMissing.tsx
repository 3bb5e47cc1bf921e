import Button from "@mui/material/Button";
import { Link } from "react-router";

import { StateMessage } from "@/components/StateMessage";

/** The address names no job. */
export function JobMissing() {
  return (
    <StateMessage
      picture="missing"
      title="No such job"
      actions={
        <Button variant="contained" component={Link} to="/">
          Choose a plan
        </Button>
      }
    >
      Nobody knows a job with this address. Perhaps a part of it got lost, or the job is so old that it was deleted.
    </StateMessage>
  );
}
