import { sightOf } from "@/plan/view";

import { drawFindings } from "./drawFindings";
import { drawLabels } from "./drawLabels";
import { hatchOf, patternOf, type Context, type Palette } from "./palette";
import type { Frame, Look, Picture } from "./picture";
import { inSight, type FillTile, type WallTile } from "./tiles";

const WALL_PX = 2.25;
const LOAD_BEARING_PX = 7;
const HATCHED_FROM_PX = 4.5;
const THIN_FROM_WALLS = 300;
const MOST_GROWTH = 2;
/** Walls are at most this share of a room as rooms are in the plan, or a large plan seen from afar would be all wall. */
const MOST_SHARE = 1 / 8;

/** Draw rooms, walls, repairs and labels, as far as they are in sight. */
export function drawPlan(context: Context, picture: Picture, frame: Frame, palette: Palette): void {
  const { view, screen, ratio } = frame;
  const sight = sightOf(view, screen);
  const walls = inSight(picture.walls, sight);
  const fills = picture.stage === "after" ? inSight(picture.fills, sight) : [];
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  fillRooms(context, picture, fills, ratio, palette);
  strokeWalls(context, picture, walls, frame, palette);
  if (picture.stage === "after") {
    drawFindings(context, picture.scene.stretches, view.scale, palette);
    context.setTransform(ratio, 0, 0, ratio, view.x * ratio, view.y * ratio);
    drawLabels(context, picture, sight, view.scale, palette);
  }
}

function fillRooms(context: Context, { colourBy }: Look, tiles: FillTile[], ratio: number, palette: Palette): void {
  const colours = { room: palette.rooms, usage: palette.usages, confidence: palette.confidence }[colourBy];
  colours.forEach((colour, key) => {
    const pattern = colourBy === "confidence" ? patternOf(context, ratio, key, palette.pattern) : null;
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

/** Lines grow slower than the plan does, and are thin where rooms are small. */
function strokeWalls(
  context: Context,
  { scene }: Picture,
  tiles: WallTile[],
  { view, fitScale, ratio }: Frame,
  palette: Palette,
): void {
  const thin = scene.walls.length > THIN_FROM_WALLS;
  const roomPx = Math.sqrt((scene.size.width * scene.size.height) / (scene.rooms.length || 1)) * view.scale;
  const growth = Math.min(
    Math.sqrt(view.scale / fitScale) * (thin ? 0.6 : 1),
    (roomPx * MOST_SHARE) / WALL_PX,
    MOST_GROWTH,
  );
  const stroke = (kind: "plain" | "loadBearing" | "signs", style: string | CanvasPattern, px: number) => {
    context.strokeStyle = style;
    context.lineWidth = px / view.scale;
    for (const tile of tiles) context.stroke(tile[kind]);
  };
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineCap = "round";
  stroke("plain", palette.wall, WALL_PX * growth);
  stroke("signs", palette.wall, (WALL_PX / 2) * growth);
  const bearing = LOAD_BEARING_PX * growth;
  context.lineJoin = "miter";
  context.lineCap = "square";
  stroke("loadBearing", palette.wall, bearing);
  const hatch = bearing >= HATCHED_FROM_PX ? hatchOf(context, ratio, palette.wall) : null;
  if (!hatch) return;
  context.lineCap = "butt";
  stroke("loadBearing", palette.paper, bearing - 2.5);
  stroke("loadBearing", hatch, bearing - 2.5);
}
