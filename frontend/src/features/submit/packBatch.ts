import { formatBytes } from "@/lib/format";

import { MAX_PLAN_BYTES, PlanFileError, readPlanFile } from "./readPlanFile";

/** Plans as the service takes many of them. */
export interface PackedBatch {
  name: string;
  type: "application/zip" | "application/x-ndjson";
  body: Blob;
}

const PACKED: Record<string, PackedBatch["type"]> = {
  zip: "application/zip",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
};

function packedAs(name: string): PackedBatch["type"] | undefined {
  return PACKED[name.toLowerCase().replace(/^.*\./, "")];
}

/**
 * One batch of some files: a ZIP or a plan per line as it is, or plans in a file each.
 *
 * @throws PlanFileError
 */
export async function packBatch(files: readonly File[]): Promise<PackedBatch> {
  const [first] = files;
  const type = first ? packedAs(first.name) : undefined;
  if (first && type && files.length === 1) return limited({ name: first.name, type, body: first });
  const lines = await Promise.all(files.map(lineOf));
  const name = `${first?.name ?? "plans"} and ${String(files.length - 1)} more`;
  const body = new Blob([`${lines.join("\n")}\n`]);
  return limited({ name: files.length === 1 ? (first?.name ?? name) : name, type: "application/x-ndjson", body });
}

async function lineOf(file: File): Promise<string> {
  if (packedAs(file.name)) throw new PlanFileError(`${file.name} is a batch by itself. Drop it alone.`);
  const found = await readPlanFile(file);
  if (found.kind === "drawing") {
    throw new PlanFileError(`${file.name} is a drawing, whose layers are to be chosen. Drop drawings one by one.`);
  }
  return JSON.stringify({ name: found.title, ...found.plan });
}

function limited(batch: PackedBatch): PackedBatch {
  if (batch.body.size <= MAX_PLAN_BYTES) return batch;
  const sizes = `${formatBytes(batch.body.size)}; the limit of this page is ${formatBytes(MAX_PLAN_BYTES)}`;
  throw new PlanFileError(
    `Together these plans are too large (${sizes}). Drop fewer at once, or hand them in by \`roomjobs batch\`, which takes more.`,
  );
}
