import { parseJson } from "./parseJson";

/** The document of an answer; tells in steps of a hundredth which share of it has come, where its size is known. Large ones are parsed by a worker. */
export async function readJson(response: Response, onShare: (share: number) => void): Promise<unknown> {
  const size = Number(response.headers.get("Content-Length"));
  if (!response.body || !(size > 0)) return parseJson(await response.blob());
  let come = 0;
  let told = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, passed) => {
      come += chunk.byteLength;
      const hundredths = Math.min(100, Math.floor((come / size) * 100)); // what was packed is more than its size says
      if (hundredths > told) onShare(hundredths / 100);
      told = Math.max(told, hundredths);
      passed.enqueue(chunk);
    },
  });
  return parseJson(await new Response(response.body.pipeThrough(counted)).blob());
}
