import type { Size, View } from "@/plan/view";

import type { DrawnScene } from "./drawn";
import type { FillTile, WallTile } from "./tiles";

/** How a plan is to look. */
export interface Look {
  colourBy: "room" | "usage" | "confidence";
  /** The plan as it was drawn, or with its rooms and what was repaired. */
  stage: "before" | "after";
}

/** What is to be drawn, and how. */
export interface Picture extends Look {
  scene: DrawnScene;
  walls: readonly WallTile[];
  fills: readonly FillTile[];
}

export interface Frame {
  view: View;
  screen: Size;
  fitScale: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}
