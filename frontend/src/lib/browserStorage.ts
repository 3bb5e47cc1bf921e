/**
 * What a browser keeps for the page. A browser may refuse to keep anything (blocked cookies, a policy, a full disk);
 * then what was written is known until the page is closed, and nothing else fails.
 */
export interface KeptText {
  get: (key: string) => string | null;
  /** Whether it is kept longer than this page. */
  set: (key: string, value: string) => boolean;
  remove: (key: string) => void;
  /** The keys that begin with this. */
  keys: (start: string) => string[];
}

/** Until the browser forgets it. */
export const kept: KeptText = storage(() => window.localStorage);
/** Until the tab is closed. */
export const keptInTab: KeptText = storage(() => window.sessionStorage);

/** Even to name the store throws where it is denied, so it is named anew for each use. */
function storage(open: () => Storage): KeptText {
  const meanwhile = new Map<string, string>();
  return {
    get: (key) => meanwhile.get(key) ?? attempt(() => open().getItem(key)) ?? null,
    set: (key, value) => {
      const done = attempt(() => {
        open().setItem(key, value);
        return true;
      });
      if (done) meanwhile.delete(key);
      else meanwhile.set(key, value);
      return done ?? false;
    },
    keys: (start) => {
      const stored = attempt(() => Object.keys(open())) ?? [];
      return [...new Set([...meanwhile.keys(), ...stored])].filter((key) => key.startsWith(start));
    },
    remove: (key) => {
      meanwhile.delete(key);
      attempt(() => {
        open().removeItem(key);
      });
    },
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // SecurityError, QuotaExceededError: see above
  }
}
