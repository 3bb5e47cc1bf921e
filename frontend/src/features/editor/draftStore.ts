import type { Draft } from "./model/document";

/** A draft as it was last seen, kept in this browser. */
export interface StoredDraft {
  draft: Draft;
  /** Unix milliseconds. */
  savedAt: number;
}

const DATABASE = "roomjobs";
const STORE = "drafts";

/** The draft that was kept under a name, if any. */
export async function loadDraft(name: string): Promise<StoredDraft | null> {
  const found = await withStore("readonly", (store) => store.get(name) as IDBRequest<StoredDraft | undefined>);
  return found ?? null;
}

/** IndexedDB rather than localStorage: a background picture may take megabytes. */
export async function saveDraft(name: string, draft: Draft): Promise<void> {
  await withStore("readwrite", (store) => store.put({ draft, savedAt: Date.now() } satisfies StoredDraft, name));
}

export async function forgetDraft(name: string): Promise<void> {
  await withStore("readwrite", (store) => store.delete(name));
}

async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(STORE);
  };
  const database = await settled(opening);
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
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
