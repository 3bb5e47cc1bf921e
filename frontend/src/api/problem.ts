import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];
export type Fault = components["schemas"]["FaultOut"];

/** The API refused, and said why (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly faults: Fault[];
  readonly requestId: string | undefined;

  constructor(status: number, problem: Partial<Problem> | undefined) {
    super(problem?.detail ?? problem?.title ?? `The service answered with status ${String(status)}.`);
    this.name = "ProblemError";
    this.status = status;
    this.faults = problem?.errors ?? [];
    this.requestId = problem?.request_id;
  }
}

/** For queries: ask again what may be answered then. */
export function retryTemporary(failures: number, error: Error): boolean {
  return failures < 3 && isTemporary(error);
}

/** Whether asking again may help: the network failed or the service is busy; a refusal stays a refusal. */
export function isTemporary(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429;
}
