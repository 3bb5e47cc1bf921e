import { formatBytes } from "@/lib/format";
import { parseJson } from "@/lib/parseJson";
import type { Plan } from "@/plan/plan";

import { drawingFormat, isGeoJson, noPlan, type DrawingFormat } from "./fileFormat";

/** The API takes no larger body; plans and batches over it are uploaded. */
export const MAX_PLAN_BYTES = 4_000_000;
/** As large as drawings are read by workers. */
const MAX_DRAWING_BYTES = 100_000_000;
/** A plan as large holds a million walls or more; browsers cannot read much larger ones. */
const MAX_UPLOAD_BYTES = 200_000_000;

/** The file cannot be a plan; the message says what to do. */
export class PlanFileError extends Error {
  override readonly name = "PlanFileError";
}

/** A file that the service turns into a plan. */
export interface DrawingFile {
  kind: "drawing";
  title: string;
  format: DrawingFormat;
  file: File;
}

/** What a file holds: a plan with the file it was read from, or a drawing that is still to become one. */
export type PlanFile = { kind: "plan"; title: string; plan: Plan; file: File } | DrawingFile;

/**
 * Read a file, so far as to know that it is JSON with walls, or which kind of drawing. Whether each wall is right, the
 * API says.
 *
 * @throws PlanFileError
 */
export async function readPlanFile(file: File): Promise<PlanFile> {
  refuseOver(MAX_UPLOAD_BYTES, file);
  if (file.size === 0) throw new PlanFileError(`${file.name} is empty. Export the plan again and drop the new file.`);
  const title = file.name.replace(/\.[a-z]+$/i, "");
  const otherwise = noPlan(file.name);
  if (otherwise) throw new PlanFileError(`${file.name} ${otherwise}`);
  const format = drawingFormat(file.name);
  if (format) return drawingOf(title, format, file);
  if (await isBinary(file)) {
    throw new PlanFileError(
      `${file.name} is no text file, so it is neither JSON nor a drawing. JSON, DXF, SVG, GeoJSON, IFC and PDF are taken.`,
    );
  }
  const plan = await parse(file);
  if (isGeoJson(plan)) return drawingOf(title, "geojson", file);
  if (typeof plan !== "object" || plan === null || !("walls" in plan) || !Array.isArray(plan.walls)) {
    throw new PlanFileError(`${file.name} has no list of walls. A plan looks like {"walls": [{"type": "line", …}]}.`);
  }
  if (plan.walls.length === 0) throw new PlanFileError(`${file.name} has no walls, so there are no rooms to find.`);
  return { kind: "plan", title, plan: plan as Plan, file };
}

function drawingOf(title: string, format: DrawingFormat, file: File): PlanFile {
  refuseOver(MAX_DRAWING_BYTES, file);
  return { kind: "drawing", title, format, file };
}

function refuseOver(limit: number, file: File): void {
  if (file.size <= limit) return;
  const sizes = `${formatBytes(file.size)}; the limit is ${formatBytes(limit)}`;
  throw new PlanFileError(`${file.name} is too large (${sizes}). Split it into floors or leave out what is no wall.`);
}

const LOOKED_AT_BYTES = 4096;

/** Text in UTF-8, as JSON is, has no zero bytes; packed files, such as those of office programs, begin with PK. */
async function isBinary(file: File): Promise<boolean> {
  const start = await file.slice(0, LOOKED_AT_BYTES).text();
  return start.includes("\0") || start.startsWith("PK\x03\x04");
}

async function parse(file: File): Promise<unknown> {
  try {
    return await parseJson(file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const text = await file.text();
    if (text.trim() === "")
      throw new PlanFileError(`${file.name} is empty. Export the plan again and drop the new file.`);
    if (!/^\s*[{[]/.test(text)) {
      throw new PlanFileError(
        `${file.name} is no plan: JSON begins with {. JSON, DXF, SVG, GeoJSON, IFC and PDF are taken.`,
        { cause: error },
      );
    }
    throw new PlanFileError(`${file.name} is not JSON: ${withLine(error.message, text)}.`, { cause: error });
  }
}

/** Some browsers name the position only; people look for lines. */
function withLine(reason: string, text: string): string {
  const position = /position (\d+)/.exec(reason)?.[1];
  if (position === undefined || /line \d+/.test(reason)) return reason;
  return `${reason} (line ${String(text.slice(0, Number(position)).split("\n").length)})`;
}
