import type { components } from "@/api/schema";

export type JobStatus = components["schemas"]["JobState"]["status"];

export const STATUSES: JobStatus[] = ["pending", "processing", "completed", "failed", "cancelled"];

/** What of the jobs is listed; the address says it, so that it can be sent to somebody. */
export interface JobFilters {
  status: JobStatus[];
  /** Who submitted them. */
  owner: string | undefined;
  /** Fingerprint of a fault. */
  error: string | undefined;
  /** Part of a name or an id; looked for in what is loaded. */
  search: string;
}

export function readFilters(address: URLSearchParams): JobFilters {
  const asked = address.getAll("status");
  return {
    status: STATUSES.filter((status) => asked.includes(status)),
    owner: address.get("owner") ?? undefined,
    error: address.get("error") ?? undefined,
    search: address.get("search") ?? "",
  };
}

export function writeFilters({ status, owner, error, search }: JobFilters): URLSearchParams {
  const address = new URLSearchParams(status.map((each) => ["status", each]));
  if (owner) address.set("owner", owner);
  if (error) address.set("error", error);
  if (search) address.set("search", search);
  return address;
}

export function matches(job: { job_id: string; name: string | null }, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return job.job_id.includes(wanted) || (job.name ?? "").toLowerCase().includes(wanted);
}

/** What people call a job. */
export function jobName(job: { job_id: string; name: string | null }): string {
  return job.name ?? `${job.job_id.slice(0, 12)}…`;
}
