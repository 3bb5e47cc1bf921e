import { CONFIDENCE_CLASSES, UNRATED } from "../confidence";
import { ROOM_COLOURS } from "../roomColours";

/** Drawing happens in a worker, where no element is. */
export type Context = OffscreenCanvasRenderingContext2D;

/** Colours of the drawing, as the style sheet has them for light and dark. */
export interface Palette {
  paper: string;
  wall: string;
  text: string;
  accent: string;
  warning: string;
  rooms: string[];
  /** As for rooms; the last one is for rooms whose usage nobody says. */
  usages: string[];
  /** By confidence class; the last one is for rooms that nobody rated. */
  confidence: string[];
  /** Of the patterns over the fills of doubtful rooms. */
  pattern: string;
  font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim() || "#888";
  const rooms = Array.from({ length: ROOM_COLOURS }, (_, index) => colour(`--room-${String(index)}`));
  return {
    paper: colour("--mui-palette-drawing-paper"),
    wall: colour("--mui-palette-drawing-wall"),
    text: colour("--mui-palette-text-primary"),
    accent: colour("--mui-palette-primary-main"),
    warning: colour("--warning"),
    rooms,
    usages: [...rooms, colour("--mui-palette-drawing-paper")],
    confidence: [...CONFIDENCE_CLASSES.map((_, index) => colour(`--sure-${String(index)}`)), colour(`--room-5`)],
    pattern: colour("--pattern"),
    font: style.fontFamily || "sans-serif",
  };
}

/**
 * Marks of a confidence class, repeated over its rooms so that colour is not alone: none where sure, then dots, then
 * stripes, then crossed stripes. Null where there are none.
 */
export function patternOf(context: Context, ratio: number, kind: number, colour: string): CanvasPattern | null {
  if (kind === 0 || kind >= UNRATED) return null;
  return repeat(context, ratio, (tile, size) => {
    tile.strokeStyle = tile.fillStyle = colour;
    tile.lineWidth = 1.2;
    if (kind === 1) {
      tile.arc(size / 2, size / 2, 1.3, 0, 2 * Math.PI);
      tile.fill();
      return;
    }
    stripes(tile, size, 1);
    if (kind === 3) stripes(tile, size, -1);
    tile.stroke();
  });
}

/** Stripes of load-bearing walls. */
export function hatchOf(context: Context, ratio: number, colour: string): CanvasPattern | null {
  return repeat(
    context,
    ratio,
    (tile, size) => {
      tile.strokeStyle = colour;
      tile.lineWidth = 1.3;
      stripes(tile, size, 1);
      tile.stroke();
    },
    5,
  );
}

function stripes(tile: Context, size: number, slope: 1 | -1): void {
  for (const shift of [-size, 0, size]) {
    tile.moveTo(shift, slope === 1 ? size : 0);
    tile.lineTo(shift + size, slope === 1 ? 0 : size);
  }
}

type Draw = (tile: Context, size: number) => void;

/** A pattern in pixels of the screen, whatever the drawing is magnified by. */
function repeat(context: Context, ratio: number, draw: Draw, size = 9): CanvasPattern | null {
  const pixels = Math.round(size * ratio);
  const canvas = new OffscreenCanvas(pixels, pixels);
  const tile = canvas.getContext("2d");
  if (!tile) return null;
  tile.scale(pixels / size, pixels / size);
  tile.beginPath();
  draw(tile, size);
  const pattern = context.createPattern(canvas, "repeat");
  pattern?.setTransform(context.getTransform().invertSelf());
  return pattern;
}
