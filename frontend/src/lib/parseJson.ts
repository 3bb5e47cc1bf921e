import { joinPiece, type JsonAnswer } from "./jsonPieces";

/** Less is parsed before anybody notices, and sooner than a worker starts. */
const LARGE_BYTES = 500_000;

/**
 * The document of a text in UTF-8. A large one is parsed by a worker.
 *
 * @throws SyntaxError where the text is no JSON
 */
export async function parseJson(source: Blob): Promise<unknown> {
  if (source.size < LARGE_BYTES || typeof Worker === "undefined") return JSON.parse(await source.text());
  const worker = new Worker(new URL("./json.worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      let document: unknown;
      worker.addEventListener("message", ({ data }: MessageEvent<JsonAnswer>) => {
        if (data.kind === "end") resolve(document);
        else if (data.kind === "failed") reject(new SyntaxError(data.message));
        else document = joinPiece(document, data);
      });
      worker.addEventListener("error", ({ message }) => {
        reject(
          new Error(
            `The file could not be read: ${message || "the page may have been replaced by a newer one; load it anew"}.`,
          ),
        );
      });
      worker.postMessage(source);
    });
  } finally {
    worker.terminate();
  }
}
