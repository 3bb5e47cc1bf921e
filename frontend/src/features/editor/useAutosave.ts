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
  /** What is drawn here is kept elsewhere: it is neither saved nor left. */
  giveUp: () => void;
}

/** What was last saved, or could not be; null: nothing that is shown. */
interface Saved {
  draft: Draft | null;
  failed: boolean;
  kept: boolean;
}

interface Wanted {
  history: History<Draft>;
  title: string;
}

interface Writing {
  /** The version that is kept, as far as this tab knows. */
  version: number;
  saved: Draft | null;
  /** What was handed over last: saved, being written, or refused by the browser. */
  asked: Draft | null;
  wanted: Wanted | null;
  busy: boolean;
  /** Another tab spoke up while this one was writing. */
  heard: boolean;
  /** The editor is gone; what it had not saved was left as a text. */
  left: boolean;
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
  const writing = useRef<Writing>({
    version,
    saved: known,
    asked: known,
    wanted: null,
    busy: false,
    heard: false,
    left: false,
  });

  const look = useEffectEvent(async () => {
    const stored = await loadDraft(id).catch(() => null);
    const now = writing.current;
    if (!stored || stored.version <= now.version || stored.writer === writer) return;
    if (now.busy) now.heard = true;
    else setTheirs(stored);
  });

  const write = useEffectEvent(async () => {
    const now = writing.current;
    if (now.busy) return;
    now.busy = true;
    while (now.wanted) {
      const next = now.wanted;
      now.wanted = null;
      const { present } = next.history;
      try {
        now.version = await saveDraft(
          { id, title: next.title, history: shortened(next.history), writer },
          now.version,
          thumbnailOf(present),
        );
        now.saved = present;
        if (present === now.asked) forgetLeft(id, writer);
        setSaved({ draft: present, failed: false, kept: true });
      } catch (error) {
        if (!(error instanceof DraftConflictError)) {
          setSaved({ draft: present, failed: true, kept: false }); // a private window, or no space: the page says so
        } else if (error.stored.writer !== writer) {
          setTheirs(error.stored);
        } else if (!now.left) {
          now.version = error.stored.version; // the text that this page left out of sight was moved to the drawings
          now.wanted ??= next;
        }
      }
    }
    now.busy = false;
    if (now.heard && !now.left) void look();
    now.heard = false;
  });
  useEffect(() => {
    const now = writing.current;
    if (history.present === now.asked || theirs) return;
    now.asked = history.present;
    now.wanted = { history, title };
    void write();
  }, [history, title, theirs]);

  const leave = useEffectEvent(() => {
    if (history.present !== writing.current.saved) keepLeft(id, title, history, writing.current.version, writer);
  });
  useEffect(() => {
    const now = writing.current;
    const hide = () => {
      if (document.visibilityState === "hidden") leave(); // a phone may end a page that is out of sight without a word
    };
    now.left = false;
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
      now.left = true;
      leave(); // another page of ours: there is no event of the browser
    };
  }, []);

  const changed = useEffectEvent((other: string) => {
    if (other === id) void look();
  });
  useEffect(() => watchDrafts(changed), []);

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
      writing.current.asked = null;
      setSaved((before) => ({ ...before, draft: null }));
      setTheirs(null);
    },
    giveUp: () => {
      writing.current.wanted = null;
      writing.current.saved = history.present;
    },
  };
}
