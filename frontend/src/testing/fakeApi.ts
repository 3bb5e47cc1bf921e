import { vi } from "vitest";

type Answer = Response | (() => Response | Promise<Response>);

export interface Call {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

/**
 * Stands for the network: `fetch` answers from a table of "GET /path", and remembers what was asked.
 * A list of answers is used up one by one; its last answer stays. What is not listed fails as a lost network does.
 */
export function fakeApi(answers: Record<string, Answer | Answer[]>): Call[] {
  const calls: Call[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, window.location.origin), init);
    const path = new URL(request.url).pathname;
    calls.push({ method: request.method, path, headers: request.headers, body: await request.clone().text() });
    const found = answers[`${request.method} ${path}`];
    const answer = Array.isArray(found) ? (found.length > 1 ? found.shift() : found[0]) : found;
    if (!answer) throw new TypeError("Failed to fetch");
    return answer instanceof Response ? answer.clone() : answer();
  });
  return calls;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}
