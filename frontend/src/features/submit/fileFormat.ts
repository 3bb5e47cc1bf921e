/** Drawings that the service turns into plans. */
export type DrawingFormat = "dxf" | "svg" | "geojson" | "ifc" | "pdf" | "gpkg" | "shp";

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
  zip: "shp", // a Shapefile is several files, which people pack; see `isShapefile`
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

/** Whether these files are many plans and not one, as far as their names say. */
export function isBatch(files: readonly File[]): boolean {
  return files.length > 1 || files.some(({ name }) => PACKED.test(name));
}

/** Whether a file is a ZIP of which the list of contents, at its end, names a Shapefile: then it is one drawing. */
export async function isShapefile(file: File): Promise<boolean> {
  if (suffixOf(file.name) !== "zip") return false;
  const end = new DataView(await file.slice(-MOST_END).arrayBuffer());
  const start = file.size - end.byteLength;
  for (let at = end.byteLength - END; at >= 0; at--) {
    if (end.getUint32(at, true) !== END_MARK) continue;
    const [size, place] = [end.getUint32(at + 12, true), end.getUint32(at + 16, true)];
    if (place > start + at) return false;
    return namesShapefile(await file.slice(place, place + Math.min(size, MOST_CONTENTS)).arrayBuffer());
  }
  return false;
}

/** Records of PKWARE's APPNOTE 6.3: the end of the contents with the longest comment, and an entry of the contents. */
const END = 22;
const MOST_END = END + 65_535;
const END_MARK = 0x06054b50;
const ENTRY = 46;
const ENTRY_MARK = 0x02014b50;
const MOST_CONTENTS = 1_000_000;

function namesShapefile(contents: ArrayBuffer): boolean {
  const view = new DataView(contents);
  const text = new TextDecoder();
  for (let at = 0; at + ENTRY <= view.byteLength && view.getUint32(at, true) === ENTRY_MARK;) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((each) => view.getUint16(at + each, true));
    if (/\.shp$/i.test(text.decode(contents.slice(at + ENTRY, at + ENTRY + name)))) return true;
    at += ENTRY + name + extra + comment;
  }
  return false;
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
