import { useRef, useState } from "react";

import type { Following, UploadState } from "./uploadFile";

/** How far the upload of what is handed in is, if there is one, and the way to stop it. */
export function useUpload() {
  const [state, setState] = useState<UploadState | null>(null);
  const stop = useRef(new AbortController());
  return {
    state,
    begin: (): Following => {
      stop.current = new AbortController();
      return { onState: setState, signal: stop.current.signal };
    },
    end: () => {
      setState(null);
    },
    cancel: () => {
      stop.current.abort();
    },
  };
}

/** What went wrong; who cancelled knows it. */
export function unlessCancelled(error: Error | null): Error | null {
  return error?.name === "AbortError" ? null : error;
}
