import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import type { DetectionResult } from "@/plan/result";

import { planOf, type Draft } from "../model/document";

/** The rooms of a draft at once: the same as its job would find. Nothing is stored. */
export async function previewRooms(draft: Draft, signal: AbortSignal): Promise<DetectionResult> {
  const { data, error, response } = await api.POST("/plans:preview", {
    body: planOf(draft) as components["schemas"]["Plan"],
    signal,
  });
  if (!data) throw new ProblemError(response.status, error);
  return data as unknown as DetectionResult;
}
