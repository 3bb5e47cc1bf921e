import { useSyncExternalStore } from "react";

import { kept, keptInTab } from "@/lib/browserStorage";

import { UnreachableError } from "./problem";

const STORED = "roomjobs.token";

/** What the page knows of its right to ask the service. */
export interface Access {
  /** Sent with each request; null where the service takes requests without one, or nobody has entered it yet. */
  token: string | null;
  /** Why a token is asked for in this moment; null when it is not. */
  asking: "wanted" | "missing" | "refused" | null;
}

const listeners = new Set<() => void>();
let access: Access = { token: stored(), asking: null };
/** Whoever put the question away is not asked again by each request that fails for the same reason. */
let putAway = false;

function stored(): string | null {
  return keptInTab.get(STORED) ?? kept.get(STORED);
}

function change(next: Access) {
  access = next;
  listeners.forEach((listener) => {
    listener();
  });
}

export function useAccess(): Access {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => access,
  );
}

/** Use this token until the tab is closed, or, if remembered, until it is forgotten or refused. */
export function enterToken(token: string, remember: boolean): void {
  forgetToken();
  (remember ? kept : keptInTab).set(STORED, token);
  change({ token, asking: null });
}

export function forgetToken(): void {
  keptInTab.remove(STORED);
  kept.remove(STORED);
  putAway = false;
  change({ token: null, asking: null });
}

export function askForToken(): void {
  change({ ...access, asking: "wanted" });
}

export function putQuestionAway(): void {
  putAway = true;
  change({ ...access, asking: null });
}

/** `fetch` from the service: with the token, and with a question for one where it is missing or no longer good. */
export async function fetchApi(input: Request | string, init?: RequestInit): Promise<Response> {
  const { token } = access;
  const request = new Request(input, init);
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  const response = await reach(request);
  if (response.status === 401 && token === access.token) {
    if (token !== null) {
      forgetToken();
      change({ token: null, asking: "refused" });
    } else if (access.asking === null && !putAway) change({ ...access, asking: "missing" });
  }
  return response;
}

/**
 * `fetch`, with words for a network that fails: browsers say "Failed to fetch" or "Load failed".
 *
 * @throws UnreachableError
 */
export async function reach(input: Request | string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (error) {
    if (error instanceof TypeError) throw new UnreachableError(error);
    throw error;
  }
}
