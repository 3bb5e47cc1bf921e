import type { Plan } from "@/plan/plan";

const LOOKED_AT_BYTES = 4096;
const BRACE = "{".charCodeAt(0);

/** A file of JSON as it is, but with the name of its plan, in front: a later name, if the file has one, counts. */
export async function withName(file: File, { name }: Plan): Promise<Blob> {
  const start = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer());
  const brace = start.indexOf(BRACE);
  const parts = brace < 0 || !name ? [file] : [`{"name":${JSON.stringify(name)},`, file.slice(brace + 1)];
  return new Blob(parts, { type: "application/json" });
}
