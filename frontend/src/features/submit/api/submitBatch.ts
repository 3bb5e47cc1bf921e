import { fetchApi } from "@/api/access";
import { API_URL } from "@/api/client";
import { ProblemError, type Problem } from "@/api/problem";
import type { components } from "@/api/schema";

import { packBatch } from "../packBatch";

/**
 * Hand files in as one batch; the answer is its id.
 *
 * @throws PlanFileError
 * @throws ProblemError
 */
export async function submitBatch(files: readonly File[]): Promise<string> {
  const { name, type, body } = await packBatch(files);
  const query = new URLSearchParams({ name: name.slice(0, 200) });
  const response = await fetchApi(`${API_URL}/batches?${query.toString()}`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": type },
    body,
  });
  const answer = (await response.json().catch(() => undefined)) as unknown; // a proxy may answer HTML
  if (!response.ok) throw new ProblemError(response.status, answer as Problem | undefined);
  return (answer as components["schemas"]["BatchAccepted"]).batch_id;
}
