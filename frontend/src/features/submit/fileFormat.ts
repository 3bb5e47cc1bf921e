/** Drawings that the service turns into plans. */
export type DrawingFormat = "dxf" | "svg" | "geojson" | "ifc" | "pdf" | "gpkg";

export const ACCEPTED_FILES =
  ".json,.dxf,.dwg,.svg,.geojson,.ifc,.pdf,.gpkg,application/json,application/geo+json,application/pdf,image/svg+xml,image/vnd.dxf,image/vnd.dwg";

/** Files of many plans. */
export const ACCEPTED_BATCHES = ".zip,.jsonl,.ndjson,application/zip,application/x-ndjson";

const PACKED = /\.(zip|jsonl|ndjson)$/i;
/** DWG is read as DXF, where the service has a converter; one that has none says what to do. */
const DRAWINGS: Record<string, DrawingFormat> = {
  dxf: "dxf",
  dwg: "dxf",
  svg: "svg",
  geojson: "geojson",
  ifc: "ifc",
  pdf: "pdf",
  gpkg: "gpkg",
};

const PICTURE = "is a picture, which holds no walls. Press “Draw a plan”: the editor lets you draw after it.";
const OFFICE = "is an office document, which holds no walls. Export the drawing itself as DXF or SVG.";
const MODEL = "is the file of a design program. Export the floor plan from it as DXF, then drop that.";
/** What people have, too, and what they can do with it. */
const OTHERS: Record<string, string> = {
  ...Object.fromEntries(["xlsx", "xls", "ods", "docx", "doc", "pptx"].map((each) => [each, OFFICE])),
  ...Object.fromEntries(["rvt", "skp", "pln", "vwx", "3dm"].map((each) => [each, MODEL])),
  ...Object.fromEntries(
    ["png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic"].map((each) => [each, PICTURE]),
  ),
};

/** Whether these files are many plans and not one. */
export function isBatch(files: readonly File[]): boolean {
  return files.length > 1 || files.some(({ name }) => PACKED.test(name));
}

/** What a file is by its name; null for a plan, or what is to be read as one. */
export function drawingFormat(name: string): DrawingFormat | null {
  return DRAWINGS[suffixOf(name)] ?? null;
}

/** Why a file is nothing that rooms are found in, by its name; null where it may be. */
export function noPlan(name: string): string | null {
  return OTHERS[suffixOf(name)] ?? null;
}

function suffixOf(name: string): string {
  return (/\.([a-z0-9]+)$/i.exec(name)?.[1] ?? "").toLowerCase();
}

/** GeoJSON is often saved as .json; it says what it is. */
export function isGeoJson(content: unknown): boolean {
  if (typeof content !== "object" || content === null || !("type" in content)) return false;
  return typeof content.type === "string" && /^(Feature|FeatureCollection|GeometryCollection)$/.test(content.type);
}
