import { piecesOf, type JsonAnswer } from "./jsonPieces";

/** Parses JSON away from the page, and hands it over in pieces, so that no document, however large, holds up a frame. */
self.addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  void parse(data);
});

async function parse(source: Blob): Promise<void> {
  try {
    for (const piece of piecesOf(JSON.parse(await source.text()))) send(piece);
    send({ kind: "end" });
  } catch (error) {
    send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function send(answer: JsonAnswer): void {
  self.postMessage(answer);
}
