import { createContext, useContext } from "react";

import { useNow } from "@/hooks/useNow";

/** When the stream of events was last heard, in Unix milliseconds: also by a sign of life that brings nothing new. */
export const HeardAt = createContext(0);

/** A part that is asked for every 20 s is old after three questions without an answer. */
const OLD_AFTER_MS = 60_000;

export interface Freshness {
  /** How old what is shown is, in milliseconds. */
  age: number;
  /** Nobody has said for a while that it still holds, so it must not pass for how things are. */
  old: boolean;
}

/**
 * How fresh an answer is. What events keep fresh is as it was said last for as long as the stream is heard; `lasting`
 * is true for that.
 */
export function useFreshness(query: { dataUpdatedAt: number; isError: boolean }, lasting = false): Freshness {
  const heardAt = useContext(HeardAt);
  const now = useNow();
  const said = lasting ? Math.max(query.dataUpdatedAt, heardAt) : query.dataUpdatedAt;
  const age = Math.max(0, now - said);
  return { age, old: query.dataUpdatedAt > 0 && (query.isError || age > OLD_AFTER_MS) };
}
