const HIDDEN_MS = 5_000;
const LONGEST_MS = 15_000;
/** When a job waits for long, each question comes later by this share of the time it has waited. */
const SHARE_OF_AGE = 0.1;

interface Situation {
  /** As the API asks for; null once the job has ended. */
  pollAfterMs: number | null;
  /** How long we have been waiting. */
  ageMs: number;
  /** Failed attempts in a row. */
  failures: number;
  /** The page is in a background tab. */
  hidden: boolean;
}

/** When to ask for a job again: as soon as the API likes, later while hidden, failing or waiting for long. */
export function pollDelay({ pollAfterMs, ageMs, failures, hidden }: Situation): number | false {
  if (pollAfterMs === null) return false;
  const patient = Math.max(pollAfterMs, ageMs * SHARE_OF_AGE) * 2 ** failures;
  return Math.min(hidden ? Math.max(patient, HIDDEN_MS) : patient, LONGEST_MS);
}
