import { useMutation } from "@tanstack/react-query";

import { fetchApi } from "@/api/access";
import { API_URL } from "@/api/client";
import { problemOf, UnreadableAnswerError } from "@/api/problem";
import type { operations } from "@/api/schema";
import { download, fileName } from "@/lib/download";

type Suffix = operations["getResultAs"]["parameters"]["path"]["suffix"];

/** Formats into which the service turns a result; one that it learns is missing here until it has a name. */
export const RESULT_FORMATS: Readonly<Record<ResultFormat, string>> = {
  geojson: "GeoJSON",
  svg: "SVG",
  dxf: "DXF",
  pdf: "Plan to scale (PDF)",
  csv: "Schedule of rooms, CSV",
  xlsx: "Schedule of rooms, Excel (XLSX)",
  gbxml: "Energy model (gbXML)",
};

export type ResultFormat = Exclude<Suffix, "json">;

/** The result of a job, as it is or in another format. */
export async function fetchResult(jobId: string, format: ResultFormat | "json"): Promise<Response> {
  const response = await fetchApi(`${API_URL}/jobs/${jobId}/result.${format}`);
  if (!response.ok) throw await problemOf(response);
  if (response.headers.get("Content-Type")?.startsWith("text/html")) throw new UnreadableAnswerError(); // no such format
  return response;
}

/** Save the result of a job as a file. */
export function useResultFile(jobId: string, plan: string) {
  return useMutation({
    mutationFn: async (format: ResultFormat | "json") => {
      const response = await fetchResult(jobId, format);
      download(fileName(plan, format), await response.blob());
    },
    networkMode: "always",
  });
}
