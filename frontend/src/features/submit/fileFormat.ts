/** Drawings that the service turns into plans. */
export type DrawingFormat = "dxf" | "svg" | "geojson";

export const ACCEPTED_FILES = ".json,.dxf,.svg,.geojson,application/json,application/geo+json,image/svg+xml,image/vnd.dxf";

/** Files of many plans. */
export const ACCEPTED_BATCHES = ".zip,.jsonl,.ndjson,application/zip,application/x-ndjson";

const PACKED = /\.(zip|jsonl|ndjson)$/i;
const DRAWINGS: Record<string, DrawingFormat> = { dxf: "dxf", svg: "svg", geojson: "geojson" };

/** Whether these files are many plans and not one. */
export function isBatch(files: readonly File[]): boolean {
  return files.length > 1 || files.some(({ name }) => PACKED.test(name));
}

/** What a file is by its name; null for a plan, or what is to be read as one. */
export function drawingFormat(name: string): DrawingFormat | null {
  const [, suffix = ""] = /\.([a-z]+)$/i.exec(name) ?? [];
  return DRAWINGS[suffix.toLowerCase()] ?? null;
}

/** GeoJSON is often saved as .json; it says what it is. */
export function isGeoJson(content: unknown): boolean {
  if (typeof content !== "object" || content === null || !("type" in content)) return false;
  return typeof content.type === "string" && /^(Feature|FeatureCollection|GeometryCollection)$/.test(content.type);
}
