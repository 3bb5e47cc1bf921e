import { useEffect, useState } from "react";

import { saveDraft } from "./draftStore";
import type { Draft } from "./model/document";

export type SaveState = "saved" | "saving" | "failed";

const REST_MS = 400;

/** Keep a draft in this browser whenever it has changed and rests. */
export function useAutosave(name: string, draft: Draft, initial: Draft): SaveState {
  const [saved, setSaved] = useState<{ draft: Draft; failed: boolean }>({ draft: initial, failed: false });
  useEffect(() => {
    if (draft === saved.draft) return;
    const timer = setTimeout(() => {
      saveDraft(name, draft).then(
        () => {
          setSaved({ draft, failed: false });
        },
        () => {
          setSaved({ draft, failed: true }); // a private window, or no space: the page says so
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [name, draft, saved.draft]);
  if (saved.draft !== draft) return "saving";
  return saved.failed ? "failed" : "saved";
}
