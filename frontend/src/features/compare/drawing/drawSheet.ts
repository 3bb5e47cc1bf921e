import { touches } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import { sightOf, type Size, type View } from "@/plan/view";

import { KINDS, type Kind } from "../changes";
import { LOOK } from "../kinds";
import type { Sheet } from "../sheet";
import { patternOf } from "./pattern";

/** A sheet's shapes, made once. */
export interface SheetPaths {
  fills: Map<Kind, Path2D>;
  walls: Path2D;
  wallsBefore: Path2D;
  /** What rooms were before they changed. */
  outlinesBefore: Path2D;
}

const WALL_PX = 2;
const THIN_FROM_WALLS = 300;
const LABEL_PX = 13;
const LETTER_PX = 7.6;

export function sheetPaths({ side, marks, walls, wallsBefore }: Sheet): SheetPaths {
  const fills = new Map<Kind, Path2D>(KINDS.map((kind) => [kind, new Path2D()]));
  const outlinesBefore = new Path2D();
  for (const { change, room } of marks) {
    const path = fills.get(change.kind);
    if (path) for (const ring of [room.polygon, ...room.holes]) trace(path, ring, true);
    if (side === "both" && change.kind === "changed" && change.before)
      trace(outlinesBefore, change.before.polygon, true);
  }
  return { fills, walls: lines(walls), wallsBefore: lines(wallsBefore), outlinesBefore };
}

interface Frame {
  view: View;
  screen: Size;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

/** Rooms by what became of them, walls, and the labels that fit. */
export function drawSheet(
  canvas: HTMLCanvasElement,
  sheet: Sheet,
  paths: SheetPaths,
  { view, screen, ratio }: Frame,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  for (const kind of KINDS) {
    const path = paths.fills.get(kind);
    if (!path) continue;
    context.fillStyle = colour(LOOK[kind].colour);
    context.fill(path, "evenodd");
    const name = LOOK[kind].pattern;
    const pattern = name && patternOf(context, name, colour("--pattern"));
    if (pattern) {
      context.fillStyle = pattern;
      context.fill(path, "evenodd");
    }
  }
  const px = (sheet.walls.length > THIN_FROM_WALLS ? 0.7 : 1) / view.scale;
  context.lineJoin = context.lineCap = "round";
  const stroke = (path: Path2D, name: string, size: number, dash: number[] = []) => {
    context.strokeStyle = colour(name);
    context.lineWidth = size * px;
    context.setLineDash(dash.map((each) => each / view.scale));
    context.stroke(path);
  };
  stroke(paths.wallsBefore, "--mui-palette-text-secondary", 1.4, [3, 5]);
  stroke(paths.walls, "--mui-palette-drawing-wall", WALL_PX);
  stroke(paths.outlinesBefore, "--warning", 2, [8, 6]);
  context.setTransform(ratio, 0, 0, ratio, view.x * ratio, view.y * ratio);
  context.fillStyle = colour("--mui-palette-text-primary");
  context.textAlign = "center";
  context.textBaseline = "middle";
  const sight = sightOf(view, screen);
  for (const { change, room, box, labels, reach } of sheet.marks) {
    const label = labels.find((text) => Math.hypot(text.length * LETTER_PX, LABEL_PX) / 2 < reach * view.scale);
    if (label === undefined || !touches(box, sight)) continue;
    context.font = `${change.kind === "same" ? "450" : "700"} ${String(LABEL_PX)}px ${style.fontFamily || "sans-serif"}`;
    context.fillText(label, room.label_point[0] * view.scale, room.label_point[1] * view.scale);
  }
}

function lines(all: readonly (readonly Point[])[]): Path2D {
  const path = new Path2D();
  for (const points of all) trace(path, points);
  return path;
}

function trace(path: Path2D, points: readonly Point[], closed = false): void {
  points.forEach(([x, y], index) => {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  if (closed) path.closePath();
}
