import type { PackedScene } from "./pack";
import type { Palette } from "./palette";
import type { Frame, Look } from "./picture";

/** A picture that is wanted. */
export interface PaintOrder {
  look: Look;
  frame: Frame;
  palette: Palette;
  /** On paper, for a picture that stands alone; else on nothing. */
  paper: boolean;
  /** With what was repaired. */
  findings: boolean;
}

/** To the painter: the scene first, then orders. */
export type Message = { scene: PackedScene } | { order: PaintOrder; number: number };

export interface Answer {
  number: number;
  bitmap: ImageBitmap;
}
