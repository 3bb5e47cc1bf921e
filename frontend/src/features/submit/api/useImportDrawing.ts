import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { fetchApi } from "@/api/access";
import { API_URL } from "@/api/client";
import { documentOf, problemOf } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Plan } from "@/plan/plan";

import type { DrawingFormat } from "../fileFormat";

/** A drawing as a plan, and the layers of which it was made. */
export type ImportedPlan = Omit<components["schemas"]["PlanImported"], "plan"> & { plan: Plan };

/** The job of a drawing that takes more time than a request has: a worker reads it. */
export type HandedOver = components["schemas"]["JobAccepted"];

const ACCEPTED = 202;

interface Drawing {
  file: File;
  format: DrawingFormat;
  /** Whose walls to take; those that look like walls where unset. */
  layers?: string[];
  units?: string;
  /** As "1:100" or "350=4.2m". */
  scale?: string;
  /** Of a PDF, from 1. */
  page?: number;
}

/** Turn a drawing into a plan; `onHandedOver` is told of the job where a worker does. */
export function useImportDrawing(onHandedOver: (job: HandedOver) => void) {
  const asking = useRef(new AbortController());
  useEffect(() => {
    const stop = asking;
    return () => {
      stop.current.abort(); // the dialog was closed: nobody waits for the answer, and none may lead them elsewhere
    };
  }, []);
  return useMutation({
    mutationFn: async ({ file, format, layers = [], units, scale, page }: Drawing) => {
      asking.current.abort(); // an answer to what was asked before is overtaken
      asking.current = new AbortController();
      const { signal } = asking.current;
      const query = new URLSearchParams([["format", format], ...layers.map((layer) => ["layers", layer])]);
      if (units !== undefined) query.set("units", units);
      if (scale) query.set("scale", scale);
      if (page !== undefined) query.set("page", String(page));
      const response = await fetchApi(`${API_URL}/plans:import?${query.toString()}`, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/octet-stream" },
        body: file,
        signal,
      });
      if (!response.ok) throw await problemOf(response);
      if (response.status !== ACCEPTED) return documentOf<ImportedPlan>(response.json(), "plan");
      const job = await documentOf<HandedOver>(response.json(), "job_id");
      signal.throwIfAborted();
      onHandedOver(job);
      return undefined;
    },
    networkMode: "always",
  });
}
