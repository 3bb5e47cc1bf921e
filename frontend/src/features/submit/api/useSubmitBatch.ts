import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { unlessCancelled, useUpload } from "./useUpload";

/** Hand files in as one batch, and go to its page. */
export function useSubmitBatch() {
  const navigate = useNavigate();
  const upload = useUpload();
  const { mutate, reset, isPending, error, variables } = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const { submitBatch } = await import("./submitBatch");
      return submitBatch(files, upload.begin());
    },
    networkMode: "always", // offline, fail at once and offer to try again
    onSuccess: (batchId) => navigate(`/batches/${batchId}`),
    onSettled: upload.end,
  });
  return {
    submit: mutate,
    retry: () => {
      if (variables) mutate(variables);
    },
    reset,
    isPending,
    error: unlessCancelled(error),
    /** How far the upload is, if there is one: smaller batches go with the request. */
    upload: upload.state,
    cancel: upload.cancel,
  };
}
