import { useMutation } from "@tanstack/react-query";

import { fetchApi } from "@/api/access";
import { API_URL } from "@/api/client";
import { ProblemError, type Problem } from "@/api/problem";
import { download } from "@/lib/download";

/** Formats into which the service turns a result. */
export const RESULT_FORMATS = {
  geojson: "GeoJSON",
  svg: "SVG",
  dxf: "DXF",
  csv: "CSV of rooms",
} as const;

export type ResultFormat = keyof typeof RESULT_FORMATS;

/** The result of a job, as it is or in another format. */
export async function fetchResult(jobId: string, format: ResultFormat | "json"): Promise<Response> {
  const response = await fetchApi(`${API_URL}/jobs/${jobId}/result.${format}`);
  if (!response.ok) {
    const problem = (await response.json().catch(() => undefined)) as Problem | undefined; // a proxy may answer HTML
    throw new ProblemError(response.status, problem);
  }
  return response;
}

/** Save the result of a job as a file. */
export function useResultFile(jobId: string, fileName: string) {
  return useMutation({
    mutationFn: async (format: ResultFormat | "json") => {
      const response = await fetchResult(jobId, format);
      download(`${fileName}.${format}`, await response.blob());
    },
    networkMode: "always",
  });
}
