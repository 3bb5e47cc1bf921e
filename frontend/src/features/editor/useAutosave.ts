import { useEffect, useEffectEvent, useRef, useState } from "react";

import { DraftConflictError, loadDraft, newDraftId, saveDraft, watchDrafts, type StoredDraft } from "./draftStore";
import { thumbnailOf } from "./drawing/thumbnail";
import { forgetLeft, keepLeft } from "./leftDraft";
import type { Draft } from "./model/document";
import { shortened, type History } from "./model/history";

/** `none`: there was nothing to keep yet. */
export type SaveState = "none" | "saved" | "saving" | "failed" | "conflict";

export interface Autosave {
  state: SaveState;
  /** What another tab has drawn meanwhile; nothing is saved until somebody decides. */
  theirs: StoredDraft | null;
  /** Save over what another tab has drawn. */
  overwrite: () => void;
}

/** What was last saved, or could not be; null: nothing that is shown. */
interface Saved {
  draft: Draft | null;
  failed: boolean;
  kept: boolean;
}

interface Writing {
  /** The version that is kept, as far as this tab knows. */
  version: number;
  saved: Draft | null;
  /** What is to be written next, with the title it has: the title of an earlier render may be another. */
  wanted: Pick<StoredDraft, "title" | "history"> | null;
  busy: boolean;
}

/**
 * Keep a drawing and its undo in this browser, at once after each change: a reload may come at any time. While one save
 * is under way, the next waits, and only the latest is written.
 */
export function useAutosave(
  { id, version, isUnsaved = false }: Pick<StoredDraft, "id" | "version" | "isUnsaved">,
  title: string,
  history: History<Draft>,
): Autosave {
  const known = isUnsaved ? null : history.present;
  const [saved, setSaved] = useState<Saved>({ draft: known, failed: false, kept: version > 0 });
  const [theirs, setTheirs] = useState<StoredDraft | null>(null);
  const [writer] = useState(newDraftId);
  const writing = useRef<Writing>({ version, saved: known, wanted: null, busy: false });

  const write = useEffectEvent(async () => {
    const now = writing.current;
    if (now.busy) return;
    now.busy = true;
    while (now.wanted) {
      const next = now.wanted;
      now.wanted = null;
      try {
        const { title, history } = next;
        now.version = await saveDraft(
          { id, title, history: shortened(history), writer },
          now.version,
          thumbnailOf(history.present),
        );
        now.saved = history.present;
        forgetLeft(id, writer);
        setSaved({ draft: history.present, failed: false, kept: true });
      } catch (error) {
        if (error instanceof DraftConflictError) setTheirs(error.stored);
        else setSaved({ draft: next.history.present, failed: true, kept: false }); // a private window, or no space: the page says so
      }
    }
    now.busy = false;
  });
  useEffect(() => {
    if (history.present === writing.current.saved || theirs) return;
    writing.current.wanted = { title, history };
    void write();
  }, [title, history, theirs]);

  const leave = useEffectEvent(() => {
    if (history.present !== writing.current.saved) keepLeft(id, title, history, writing.current.version, writer);
  });
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === "hidden") leave(); // a phone may end a page that is out of sight without a word
    };
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
    };
  }, []);

  const look = useEffectEvent(async (changed: string) => {
    if (changed !== id) return;
    const stored = await loadDraft(id).catch(() => null);
    if (stored && stored.version > writing.current.version && !writing.current.busy) setTheirs(stored);
  });
  useEffect(() => watchDrafts((changed) => void look(changed)), []);

  return {
    state: theirs
      ? "conflict"
      : saved.draft !== history.present
        ? "saving"
        : saved.failed
          ? "failed"
          : saved.kept
            ? "saved"
            : "none",
    theirs,
    overwrite: () => {
      writing.current.version = theirs?.version ?? writing.current.version;
      writing.current.saved = null;
      setSaved((before) => ({ ...before, draft: null }));
      setTheirs(null);
    },
  };
}
