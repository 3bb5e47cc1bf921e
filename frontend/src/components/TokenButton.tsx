import IconButton from "@mui/material/IconButton";
import { lazy, Suspense } from "react";

import { askForToken, useAccess } from "@/api/access";

import { KeyIcon } from "./icons";

const TokenDialog = lazy(async () => ({ default: (await import("./TokenDialog")).TokenDialog }));

/** Opens the question for a token; so does a service that refuses a request without one. */
export function TokenButton() {
  const { token, asking } = useAccess();
  return (
    <>
      <IconButton color={token === null ? "inherit" : "primary"} aria-label="Access token" onClick={askForToken}>
        <KeyIcon />
      </IconButton>
      <Suspense>{asking && <TokenDialog key={asking} token={token} asking={asking} />}</Suspense>
    </>
  );
}
