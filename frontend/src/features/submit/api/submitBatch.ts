import { fetchApi } from "@/api/access";
import { API_URL } from "@/api/client";
import { documentOf, problemOf } from "@/api/problem";
import type { components } from "@/api/schema";

import { packBatch } from "../packBatch";
import { MAX_PLAN_BYTES } from "../readPlanFile";
import { uploadFile, type Following } from "./uploadFile";

/**
 * Hand files in as one batch, by an upload if they are too large for a request; the answer is its id.
 *
 * @throws PlanFileError
 * @throws ProblemError
 */
export async function submitBatch(files: readonly File[], following: Following): Promise<string> {
  const { name, type, body } = await packBatch(files);
  if (body.size <= MAX_PLAN_BYTES) return accept(name, type, body, following.signal);
  const uploadId = await uploadFile(body, type, following);
  return accept(name, "application/json", JSON.stringify({ upload_id: uploadId }), following.signal);
}

async function accept(name: string, type: string, body: BodyInit, signal: AbortSignal): Promise<string> {
  const query = new URLSearchParams({ name: name.slice(0, 200) });
  const response = await fetchApi(`${API_URL}/batches?${query.toString()}`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": type },
    body,
    signal,
  });
  if (!response.ok) throw await problemOf(response);
  return (await documentOf<components["schemas"]["BatchAccepted"]>(response.json(), "batch_id")).batch_id;
}
