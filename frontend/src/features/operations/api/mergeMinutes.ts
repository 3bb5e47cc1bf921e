import type { Metrics, Minute } from "./fleet";

/** Puts newer figures of some minutes into a series, which stays as long as it was. */
export function mergeMinutes(known: Metrics, newer: Minute[]): Metrics {
  const byTime = new Map([...known.minutes, ...newer].map((minute) => [minute.at, minute]));
  const minutes = [...byTime.values()].sort((a, b) => a.at - b.at).slice(-known.minutes.length);
  return { ...known, minutes };
}
