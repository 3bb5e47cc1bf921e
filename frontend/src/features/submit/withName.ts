import type { Plan } from "@/plan/plan";

const LOOKED_AT_BYTES = 4096;
const OPENING = "{".charCodeAt(0);
const CLOSING = "}".charCodeAt(0);

/** A file of JSON as it is, but with the name of its plan at the end: of two names the later one counts. */
export async function withName(file: File, { name }: Plan): Promise<Blob> {
  const tail = Math.max(0, file.size - LOOKED_AT_BYTES);
  const start = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer()).indexOf(OPENING);
  const end = new Uint8Array(await file.slice(tail).arrayBuffer()).lastIndexOf(CLOSING);
  const parts =
    start < 0 || end < 0 || !name ? [file] : [file.slice(start, tail + end), `,"name":${JSON.stringify(name)}}`];
  return new Blob(parts, { type: "application/json" });
}
