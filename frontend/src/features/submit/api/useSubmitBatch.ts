import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";

/** Hand files in as one batch, and go to its page. */
export function useSubmitBatch() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (files: readonly File[]) => (await import("./submitBatch")).submitBatch(files),
    networkMode: "always", // offline, fail at once and offer to try again
    onSuccess: (batchId) => navigate(`/batches/${batchId}`),
  });
}
