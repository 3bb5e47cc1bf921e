import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];
export type Fault = components["schemas"]["FaultOut"];

/** The API refused, and said why (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly faults: Fault[];
  readonly requestId: string | undefined;

  constructor(status: number, problem: Partial<Problem> | undefined) {
    super(problem?.detail ?? problem?.title ?? inWords(status));
    this.name = "ProblemError";
    this.status = status;
    this.faults = problem?.errors ?? [];
    this.requestId = problem?.request_id;
  }
}

/** What a refusal says; a proxy may answer HTML. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  return new ProblemError(response.status, body);
}

/** No answer came: the network is down, the service is, or something between them is. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super("The service cannot be reached. Check the connection, or whether the service runs, then try again.", {
      cause,
    });
    this.name = "UnreachableError";
  }
}

/** An answer came that the service did not write, or of which only a part came. */
export class UnreadableAnswerError extends Error {
  constructor(cause?: unknown) {
    super(
      "What came is no answer of the service: it broke off, or something on the way, such as a proxy or the sign-in page of a network, answered in its place. Try again; if it stays, load the page anew.",
      { cause },
    );
    this.name = "UnreadableAnswerError";
  }
}

/**
 * The document of an answer; `member` is one that it must have.
 *
 * @throws UnreadableAnswerError
 */
export async function documentOf<T extends object>(parsed: Promise<unknown>, member: keyof T): Promise<T> {
  const found = await parsed.catch((error: unknown) => {
    throw error instanceof SyntaxError ? new UnreadableAnswerError(error) : error;
  });
  if (typeof found !== "object" || found === null || !(member in found)) throw new UnreadableAnswerError();
  return found as T;
}

/** What a status means for whoever waits, where no problem document came with it, as from a proxy. */
function inWords(status: number): string {
  if (status < 400) return new UnreadableAnswerError().message;
  if (status === 429)
    return "The service takes no more requests for the moment (status 429). Wait a little, then try again.";
  if ([502, 503, 504].includes(status))
    return `The service is not ready (status ${String(status)}). Wait a little, then try again.`;
  if (status >= 500)
    return `The service failed (status ${String(status)}). Try again; if it stays, its operator finds the reason in the log.`;
  return `The service refused the request (status ${String(status)}).`;
}

/** For queries: ask again what may be answered then. */
export function retryTemporary(failures: number, error: Error): boolean {
  return failures < 3 && isTemporary(error);
}

/** Whether asking again may help: the network failed or the service is busy; a refusal stays a refusal. */
export function isTemporary(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429;
}
