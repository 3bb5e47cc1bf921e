import type { Run } from "./placing";

/** A run, and what people call it. */
export interface NamedRun extends Run {
  jobId: string;
  letter: "A" | "B";
  name: string;
  /** How long its rooms took to find. */
  seconds: number | null;
}
