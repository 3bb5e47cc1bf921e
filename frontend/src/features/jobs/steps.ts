import type { Job } from "./api/fetchJob";

export interface Step {
  title: string;
  detail: string;
  state: "done" | "now" | "later";
}

const LONG_WAIT_S = 10;

/** What has happened with a job that has not ended, what happens now, and what is left. */
export function steps(status: Job["status"], waitedS: number): Step[] {
  const working = status === "processing";
  const patience =
    waitedS < LONG_WAIT_S
      ? "The next free worker takes it."
      : "No worker is free yet. The job is safe: you can close this page and come back to its address.";
  return [
    { title: "Handed in", detail: "The plan is stored.", state: "done" },
    {
      title: "Waiting for a worker",
      detail: working ? "A worker has taken it." : patience,
      state: working ? "done" : "now",
    },
    {
      title: "Finding rooms",
      detail: working ? "Walls are joined and their faces walked." : "Small plans take a fraction of a second.",
      state: working ? "now" : "later",
    },
  ];
}
