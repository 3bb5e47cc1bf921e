/** What the parsing worker says: the document without its long lists, their items, and then that this was all. */
export type JsonAnswer =
  | { kind: "head"; document: unknown }
  | { kind: "items"; list: string; items: unknown[] }
  | { kind: "end" }
  | { kind: "failed"; message: string };

export type JsonPiece = Extract<JsonAnswer, { kind: "head" | "items" }>;

/** As many walls are taken over within a few milliseconds. */
const MOST_ITEMS = 2000;

/** A document in pieces, each of which is quickly taken over. Plans and results are objects whose lists are long. */
export function* piecesOf(document: unknown): Generator<JsonPiece> {
  if (!isRecord(document)) {
    yield { kind: "head", document };
    return;
  }
  const long = Object.entries(document).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > MOST_ITEMS,
  );
  yield { kind: "head", document: { ...document, ...Object.fromEntries(long.map(([name]) => [name, []])) } };
  for (const [list, items] of long) {
    for (let from = 0; from < items.length; from += MOST_ITEMS)
      yield { kind: "items", list, items: items.slice(from, from + MOST_ITEMS) };
  }
}

/** Puts pieces together again; the answer is the document, whole once all pieces have come. */
export function joinPiece(document: unknown, piece: JsonPiece): unknown {
  if (piece.kind === "head") return piece.document;
  const list = isRecord(document) ? document[piece.list] : undefined;
  if (Array.isArray(list)) for (const item of piece.items) list.push(item);
  return document;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
