import type { Box } from "@/lib/view";

import { LINE_HEIGHT, roomLabel } from "../roomLabel";
import type { Context, Palette } from "./palette";
import type { Picture } from "./drawPlan";

const LEAST_WIDTH_PX = 14;
const LEAST_HEIGHT_PX = 15;

/** The longest label that fits into each room in sight; none where even the number does not fit. */
export function drawLabels(
  context: Context,
  { scene, colourBy }: Picture,
  sight: Box,
  scale: number,
  palette: Palette,
): void {
  context.fillStyle = palette.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const index of scene.roomGrid.search(sight)) {
    const item = scene.rooms[index];
    if (!item) continue;
    const [minX, minY, maxX, maxY] = item.box;
    if ((maxX - minX) * scale < LEAST_WIDTH_PX || (maxY - minY) * scale < LEAST_HEIGHT_PX) continue;
    const { at, texts } = roomLabel(item, scene.units, colourBy === "confidence");
    const lines = texts.find(({ fromScale }) => fromScale <= scale)?.lines ?? [];
    lines.forEach((line, row) => {
      context.font = `${row === 0 ? "600" : "450"} 13px ${palette.font}`;
      context.fillText(line, at[0] * scale, at[1] * scale + (row - (lines.length - 1) / 2) * LINE_HEIGHT);
    });
  }
}
