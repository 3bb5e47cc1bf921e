import type { Plan } from "@/plan/plan";

const LOOKED_AT_BYTES = 4096;
const OPENING = "{".charCodeAt(0);
const CLOSING = "}".charCodeAt(0);

/**
 * The text of a plan with a name. `own` is what its file was read as: one that has a name is sent as it is, one that has
 * none gets it at its end, without being written once more. The service takes no member twice, so a name that is null is
 * written over.
 */
export async function withName(file: File, own: Plan, name: string | null | undefined): Promise<Blob> {
  if (own.name === null) return new Blob([JSON.stringify({ ...own, name })], { type: "application/json" });
  const tail = Math.max(0, file.size - LOOKED_AT_BYTES);
  const start = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer()).indexOf(OPENING);
  const end = new Uint8Array(await file.slice(tail).arrayBuffer()).lastIndexOf(CLOSING);
  const parts =
    start < 0 || end < 0 || own.name !== undefined || !name
      ? [file]
      : [file.slice(start, tail + end), `,"name":${JSON.stringify(name)}}`];
  return new Blob(parts, { type: "application/json" });
}
