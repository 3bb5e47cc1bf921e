import { sightOf, type Size, type View } from "@/lib/view";

import type { Scene } from "../scene";
import { drawFindings } from "./drawFindings";
import { drawLabels } from "./drawLabels";
import { hatchOf, patternOf, type Palette } from "./palette";
import { inSight, type FillTile, type WallTile } from "./tiles";

/** What is to be drawn, and how. */
export interface Picture {
  scene: Scene;
  walls: readonly WallTile[];
  fills: readonly FillTile[];
  colourBy: "room" | "confidence";
  /** The plan as it was drawn, or with its rooms and what was repaired. */
  stage: "before" | "after";
}

export interface Frame {
  view: View;
  screen: Size;
  fitScale: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

const WALL_PX = 2.25;
const LOAD_BEARING_PX = 7;
const HATCHED_FROM_PX = 4.5;
const THIN_FROM_WALLS = 300;
const MOST_GROWTH = 2;

/** Draw rooms, walls, repairs and labels. Returns how many shapes were in sight, which is what it cost. */
export function drawPlan(context: CanvasRenderingContext2D, picture: Picture, frame: Frame, palette: Palette): number {
  const { view, screen, ratio } = frame;
  const sight = sightOf(view, screen);
  const walls = inSight(picture.walls, sight);
  const fills = picture.stage === "after" ? inSight(picture.fills, sight) : [];
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  fillRooms(context, picture, fills, palette);
  strokeWalls(context, picture, walls, frame, palette);
  if (picture.stage === "after") {
    drawFindings(context, picture.scene.findings, view.scale, palette);
    context.setTransform(ratio, 0, 0, ratio, view.x * ratio, view.y * ratio);
    drawLabels(context, picture, sight, view.scale, palette);
  }
  return [...walls, ...fills].reduce((sum, { count }) => sum + count, 0);
}

function fillRooms(context: CanvasRenderingContext2D, { colourBy }: Picture, tiles: FillTile[], palette: Palette): void {
  const colours = colourBy === "room" ? palette.rooms : palette.confidence;
  colours.forEach((colour, key) => {
    const pattern = colourBy === "confidence" ? patternOf(context, key, palette.pattern) : null;
    for (const { fills } of tiles) {
      const path = fills.get(key);
      if (!path) continue;
      for (const style of pattern ? [colour, pattern] : [colour]) {
        context.fillStyle = style;
        context.fill(path, "evenodd");
      }
    }
  });
}

/** Lines grow slower than the plan does. */
function strokeWalls(
  context: CanvasRenderingContext2D,
  { scene }: Picture,
  tiles: WallTile[],
  { view, fitScale }: Frame,
  palette: Palette,
): void {
  const thin = scene.walls.length > THIN_FROM_WALLS;
  const growth = Math.min(Math.sqrt(view.scale / fitScale), MOST_GROWTH) * (thin ? 0.6 : 1);
  const stroke = (kind: "plain" | "loadBearing", style: string | CanvasPattern, px: number) => {
    context.strokeStyle = style;
    context.lineWidth = px / view.scale;
    for (const tile of tiles) context.stroke(tile[kind]);
  };
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineCap = "round";
  stroke("plain", palette.wall, WALL_PX * growth);
  const bearing = LOAD_BEARING_PX * growth;
  context.lineJoin = "miter";
  context.lineCap = "square";
  stroke("loadBearing", palette.wall, bearing);
  const hatch = bearing >= HATCHED_FROM_PX ? hatchOf(context, palette.wall) : null;
  if (!hatch) return;
  context.lineCap = "butt";
  stroke("loadBearing", palette.paper, bearing - 2.5);
  stroke("loadBearing", hatch, bearing - 2.5);
}
