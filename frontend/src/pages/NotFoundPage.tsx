import Button from "@mui/material/Button";
import { Link } from "react-router";

import { StateMessage } from "@/components/StateMessage";

export function NotFoundPage() {
  return (
    <StateMessage
      alone
      picture="missing"
      title="There is no page here"
      actions={
        <Button variant="contained" component={Link} to="/">
          Go to the start
        </Button>
      }
    >
      The address may have been copied in part.
    </StateMessage>
  );
}
