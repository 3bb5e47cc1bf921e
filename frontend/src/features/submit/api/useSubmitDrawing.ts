import { useMutation } from "@tanstack/react-query";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";

import type { DrawingFormat } from "../fileFormat";
import { unlessCancelled, useUpload } from "./useUpload";

/** A drawing of which a worker is to make the plan. */
export interface DrawingJob {
  title: string;
  file: File;
  format: DrawingFormat;
  /** Whose walls to take; those that look like walls where none is named. */
  layers: string[];
  /** What one unit is; null: what the drawing says. */
  units: string | null;
  /** As "1:100" or "350=4.2m"; null: what the drawing says. */
  scale: string | null;
  /** Of a PDF, from 1; null: the one with most lines. */
  page: number | null;
}

const TYPES = {
  dxf: "image/vnd.dxf",
  svg: "image/svg+xml",
  geojson: "application/geo+json",
  ifc: "application/x-step",
  pdf: "application/pdf",
  gpkg: "application/geopackage+sqlite3",
  shp: "application/zip",
} as const;

/** Upload a drawing; the answer names the job that makes its plan and looks for the rooms. */
export function useSubmitDrawing() {
  const upload = useUpload();
  const submit = useMutation({
    mutationFn: async ({ title, file, format, layers, units, scale, page }: DrawingJob) => {
      const { uploadFile } = await import("./uploadFile");
      const uploadId = await uploadFile(file, TYPES[format], upload.begin());
      const drawing = { format, layers: layers.length > 0 ? layers : null, units, scale, page, name: title || null };
      const { data, error, response } = await api.POST("/jobs", { body: { upload_id: uploadId, drawing } });
      if (!data) throw new ProblemError(response.status, error);
      return data;
    },
    networkMode: "always", // offline, fail at once and offer to try again
    onSettled: upload.end,
  });
  return { ...submit, error: unlessCancelled(submit.error), upload: upload.state, cancel: upload.cancel };
}
