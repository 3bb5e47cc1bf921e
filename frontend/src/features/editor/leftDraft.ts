import { kept } from "@/lib/browserStorage";

import { loadDraft, newDraftId, saveDraft, type StoredDraft } from "./draftStore";
import { thumbnailOf } from "./drawing/thumbnail";
import { completed, type Draft } from "./model/document";
import { shortened, startHistory, type History } from "./model/history";

/**
 * What a page had not saved as it was left. IndexedDB answers later, and a page that is being left gets no answer: its
 * open transactions are dropped. localStorage takes a text at once, so the last change is written there, and moved to
 * the drawings when the drawing is opened again.
 */
interface LeftDraft {
  title: string;
  /** In the text, each picture stands once in the first line, and a background names its place there. */
  history: History<Draft>;
  /** The version that the page had read or saved last. */
  restsOn: number;
  writer: string;
}

/** Keep what is not saved yet; false where the browser keeps nothing. With little room, the undo is left out. */
export function keepLeft(id: string, title: string, history: History<Draft>, restsOn: number, writer: string): boolean {
  return [shortened(history), startHistory(history.present)].some((tried) => {
    const pictures: string[] = [];
    const text = JSON.stringify(
      { title, history: tried, restsOn, writer } satisfies LeftDraft,
      (key, value: unknown) => {
        if (key !== "source" || typeof value !== "string" || !value.startsWith("data:")) return value;
        if (!pictures.includes(value)) pictures.push(value);
        return String(pictures.indexOf(value));
      },
    );
    return kept.set(keyOf(id), `${JSON.stringify(pictures)}\n${text}`);
  });
}

/** What was left is saved now, or given up; a page forgets only what it left itself. */
export function forgetLeft(id: string, writer?: string): void {
  if (writer === undefined || readLeft(id)?.writer === writer) kept.remove(keyOf(id));
}

/**
 * The drawing that this browser keeps under an id, with what a page that was left had not saved yet. Where another tab
 * has saved since, what was left becomes a drawing of its own: neither is lost.
 */
export async function openDraft(id: string): Promise<StoredDraft | null> {
  const stored = await loadDraft(id).catch(() => null); // a browser that keeps no drawings may still keep texts
  const left = readLeft(id);
  if (!left) return stored;
  const { title, history, writer, restsOn } = left;
  const version = stored?.version ?? 0;
  const follows = stored === null || version === restsOn || (version === restsOn + 1 && stored.writer === writer);
  const thumbnail = thumbnailOf(history.present);
  const savedAt = Date.now();
  try {
    if (!follows) {
      await saveDraft({ id: newDraftId(), title: `${title} (recovered)`, history, writer }, 0, thumbnail);
      forgetLeft(id);
      return stored;
    }
    const saved = await saveDraft({ id, title, history, writer }, version, thumbnail);
    forgetLeft(id);
    return { id, title, history, writer, version: saved, savedAt };
  } catch {
    // The text stays for the next time.
    return follows ? { id, title, history, writer, version, savedAt, isUnsaved: true } : stored;
  }
}

/** Move all that was left to the drawings, so that a list of them has it. */
export async function settleLeft(): Promise<void> {
  await Promise.all(kept.keys(LEFT).map((key) => openDraft(key.slice(LEFT.length))));
}

const LEFT = "roomjobs.left.";

function keyOf(id: string): string {
  return `${LEFT}${id}`;
}

function readLeft(id: string): LeftDraft | null {
  const [pictures, text] = kept.get(keyOf(id))?.split("\n") ?? [];
  if (pictures === undefined || text === undefined) return null;
  try {
    const sources = JSON.parse(pictures) as string[];
    const isPlace = (key: string, value: unknown): value is string =>
      key === "source" && typeof value === "string" && /^\d+$/.test(value);
    const left = JSON.parse(text, (key, value: unknown) =>
      isPlace(key, value) ? (sources[Number(value)] ?? "") : value,
    ) as LeftDraft;
    return { ...left, history: completed(left.history) };
  } catch {
    return null; // written by another version of the page
  }
}
