import { isShapefile } from "./fileFormat";
import { PlanFileError, readPlanFile } from "./readPlanFile";

/** Plans as the service takes many of them. */
export interface PackedBatch {
  name: string;
  type: "application/zip" | "application/x-ndjson" | "application/x-step";
  body: Blob;
}

const PACKED: Record<string, PackedBatch["type"]> = {
  zip: "application/zip",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  ifc: "application/x-step",
};

function packedAs(name: string): PackedBatch["type"] | undefined {
  return PACKED[name.toLowerCase().replace(/^.*\./, "")];
}

/**
 * One batch of some files: a ZIP, a plan per line or an IFC, whose storeys are the plans, as it is, or plans in a file each.
 *
 * @throws PlanFileError
 */
export async function packBatch(files: readonly File[]): Promise<PackedBatch> {
  const [first] = files;
  const type = first ? packedAs(first.name) : undefined;
  if (first && (await isShapefile(first))) {
    throw new PlanFileError(`${first.name} is a Shapefile, which is one drawing. Drop it on the first page, alone.`);
  }
  if (first && type && files.length === 1) return { name: first.name, type, body: first };
  const lines = await Promise.all(files.map(lineOf));
  const name = `${first?.name ?? "plans"} and ${String(files.length - 1)} more`;
  const body = new Blob([`${lines.join("\n")}\n`]);
  return { name: files.length === 1 ? (first?.name ?? name) : name, type: "application/x-ndjson", body };
}

async function lineOf(file: File): Promise<string> {
  if (packedAs(file.name)) throw new PlanFileError(`${file.name} is a batch by itself. Drop it alone.`);
  const found = await readPlanFile(file);
  if (found.kind === "drawing") {
    throw new PlanFileError(`${file.name} is a drawing, whose layers are to be chosen. Drop drawings one by one.`);
  }
  return JSON.stringify({ name: found.title, ...found.plan });
}
