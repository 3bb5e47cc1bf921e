import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";

import type { UploadState } from "./uploadFile";

/** Hand files in as one batch, and go to its page. */
export function useSubmitBatch() {
  const navigate = useNavigate();
  const [upload, setUpload] = useState<UploadState | null>(null);
  const stop = useRef(new AbortController());
  const { mutate, reset, isPending, error, variables } = useMutation({
    mutationFn: async (files: readonly File[]) => {
      stop.current = new AbortController();
      const { submitBatch } = await import("./submitBatch");
      return submitBatch(files, { onState: setUpload, signal: stop.current.signal });
    },
    networkMode: "always", // offline, fail at once and offer to try again
    onSuccess: (batchId) => navigate(`/batches/${batchId}`),
    onSettled: () => {
      setUpload(null);
    },
  });
  return {
    submit: mutate,
    retry: () => {
      if (variables) mutate(variables);
    },
    reset,
    isPending,
    /** Who cancelled knows it. */
    error: error?.name === "AbortError" ? null : error,
    /** How far the upload is, if there is one: smaller batches go with the request. */
    upload,
    cancel: () => {
      stop.current.abort();
    },
  };
}
