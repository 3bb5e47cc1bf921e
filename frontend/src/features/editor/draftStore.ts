import { completed, EMPTY_DRAFT, type Draft } from "./model/document";
import { startHistory, type History } from "./model/history";

/** A drawing with its undo, kept in this browser. */
export interface StoredDraft {
  id: string;
  title: string;
  history: History<Draft>;
  /** Grows with every save; a save says on which version it rests, so that no tab erases what another has drawn. */
  version: number;
  /** The page that saved it. */
  writer?: string;
  /** Unix milliseconds. */
  savedAt: number;
  /** The browser holds it as a text alone: what a page left, and what could not be saved since. */
  isUnsaved?: boolean;
}

/** A drawing in a list: what it takes to find it again. */
export interface DraftSummary {
  id: string;
  title: string;
  savedAt: number;
  walls: number;
  /** SVG path data of its walls, in a box of 100 by 75. */
  thumbnail: string;
}

/** Somebody else, most likely another tab, has saved the drawing since it was read. */
export class DraftConflictError extends Error {
  readonly stored: StoredDraft;

  constructor(stored: StoredDraft) {
    super("This drawing was changed in another tab.");
    this.name = "DraftConflictError";
    this.stored = stored;
  }
}

const DATABASE = "roomjobs";
const STORE = "drafts";
const SUMMARIES = "summaries";
const VERSION = 2;
const CHANNEL = "roomjobs.drafts";

/** The drawing that was kept under an id, if any. */
export async function loadDraft(id: string): Promise<StoredDraft | null> {
  const found = await withStores("readonly", (stores) => stores.drafts.get(id) as IDBRequest<Kept | undefined>);
  return found ? modern(id, found) : null;
}

/**
 * Keep a drawing; the answer is its new version. IndexedDB rather than localStorage: a background picture may take
 * megabytes, and to look and to write is one transaction.
 *
 * @throws DraftConflictError if the version that is kept is not the one that this one rests on
 */
export async function saveDraft(
  draft: Pick<StoredDraft, "id" | "title" | "history" | "writer">,
  restsOn: number,
  thumbnail: string,
): Promise<number> {
  const { id, title, history } = draft;
  const savedAt = Date.now();
  const version = restsOn + 1;
  await withStores("readwrite", ({ drafts, summaries, transaction }) => {
    const known = drafts.get(id) as IDBRequest<Kept | undefined>;
    let reason: Error | null = null;
    known.onsuccess = () => {
      const stored = known.result && modern(id, known.result);
      if ((stored?.version ?? 0) !== restsOn && stored) {
        reason = new DraftConflictError(stored);
        transaction.abort();
        return;
      }
      try {
        drafts.put({ ...draft, version, savedAt } satisfies StoredDraft, id);
        const walls = history.present.walls.length;
        summaries.put({ id, title, savedAt, walls, thumbnail } satisfies DraftSummary, id);
      } catch (error) {
        reason = error instanceof Error ? error : new Error(String(error)); // nobody else sees what is thrown here
        transaction.abort();
      }
    };
    return done(transaction, () => reason);
  });
  announce(id);
  return version;
}

export async function forgetDraft(id: string): Promise<void> {
  await withStores("readwrite", ({ drafts, summaries, transaction }) => {
    drafts.delete(id);
    summaries.delete(id);
    return done(transaction, () => null);
  });
  announce(id);
}

/** An id for a drawing that is begun: each has its own. (`randomUUID` is for secure pages only.) */
export function newDraftId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All drawings that this browser keeps, the latest first. */
export async function listDrafts(): Promise<DraftSummary[]> {
  const found = await withStores("readonly", (stores) => stores.summaries.getAll() as IDBRequest<DraftSummary[]>);
  return found.sort((a, b) => b.savedAt - a.savedAt);
}

/** Told of the id of each drawing that another tab saves or forgets; the answer ends it. */
export function watchDrafts(changed: (id: string) => void): () => void {
  if (!("BroadcastChannel" in globalThis)) return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    changed(data);
  };
  return () => {
    channel.close();
  };
}

function announce(id: string): void {
  if (!("BroadcastChannel" in globalThis)) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(id);
  channel.close();
}

/** As drawings are kept now, and as they were before they had versions. */
type Kept = StoredDraft | { draft: Draft; savedAt: number };

function modern(id: string, kept: Kept): StoredDraft {
  if ("history" in kept) return { ...kept, history: completed(kept.history) };
  const present = { ...EMPTY_DRAFT, ...kept.draft, name: id };
  return { id, title: id, history: startHistory(present), version: 0, savedAt: kept.savedAt };
}

interface Stores {
  drafts: IDBObjectStore;
  summaries: IDBObjectStore;
  transaction: IDBTransaction;
}

let opened: Promise<IDBDatabase> | null = null;

/** Opened once: a save as the page is left has no time to open anything. */
function database(): Promise<IDBDatabase> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, VERSION);
  opening.onupgradeneeded = () => {
    const names = opening.result.objectStoreNames;
    for (const name of [STORE, SUMMARIES]) if (!names.contains(name)) opening.result.createObjectStore(name);
  };
  const made = await settled(opening);
  made.onversionchange = () => {
    made.close(); // a newer page needs it
    opened = null;
  };
  made.onclose = () => {
    opened = null;
  };
  return made;
}

async function withStores<T>(
  mode: IDBTransactionMode,
  work: (stores: Stores) => IDBRequest<T> | Promise<T>,
): Promise<T> {
  const transaction = (await database()).transaction([STORE, SUMMARIES], mode);
  const stores = { drafts: transaction.objectStore(STORE), summaries: transaction.objectStore(SUMMARIES), transaction };
  const result = work(stores);
  return result instanceof Promise ? result : settled(result);
}

function done(transaction: IDBTransaction, reason: () => Error | null): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(reason() ?? transaction.error ?? new Error("The browser's storage failed."));
    };
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("The browser's storage failed."));
    };
  });
}
