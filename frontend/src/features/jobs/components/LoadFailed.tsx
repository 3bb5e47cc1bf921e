import Button from "@mui/material/Button";

import { askForToken } from "@/api/access";
import { ProblemError } from "@/api/problem";
import { StateMessage } from "@/components/StateMessage";

interface Props {
  /** What is missing, for example "The job". */
  what: string;
  /** Nothing else is on the page. */
  alone?: boolean;
  online: boolean;
  error: Error | null;
  onRetry: () => Promise<unknown>;
}

/** Something could not be loaded, which another try may mend. */
export function LoadFailed({ what, alone = false, online, error, onRetry }: Props) {
  return (
    <StateMessage
      alone={alone}
      picture={online ? "broken" : "offline"}
      title={online ? `${what} could not be loaded` : "You are offline"}
      actions={
        <>
          {error instanceof ProblemError && error.status === 401 && (
            <Button onClick={askForToken}>Enter a token</Button>
          )}
          <Button variant="contained" onClick={() => void onRetry()}>
            Try again
          </Button>
        </>
      }
    >
      {online ? error?.message : "Nothing is lost. The page goes on by itself once you are back."}
    </StateMessage>
  );
}
