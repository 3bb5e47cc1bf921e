/** What was, what is, and what was undone. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

const MOST_STEPS = 300;
const MOST_KEPT_STEPS = 50;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** As much of it as is kept with a drawing: a write of all steps after each would take ever longer. */
export function shortened<T>({ past, present, future }: History<T>): History<T> {
  return { past: past.slice(-MOST_KEPT_STEPS), present, future: future.slice(0, MOST_KEPT_STEPS) };
}

/** A step that can be undone. What was undone before is gone. */
export function push<T>({ past, present, future }: History<T>, next: T): History<T> {
  if (next === present) return { past, present, future };
  return { past: [...past.slice(-MOST_STEPS + 1), present], present: next, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { past: history.past.slice(0, -1), present: last, future: [history.present, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}
