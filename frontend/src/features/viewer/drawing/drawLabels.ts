import { isInside } from "@/plan/geometry";
import type { Point } from "@/plan/plan";
import type { Box } from "@/plan/view";

import { scaleToFit } from "../labelFit";
import { LINE_HEIGHT, roomLabel } from "../roomLabel";
import { clearOf } from "./clearOf";
import type { Context, Palette } from "./palette";
import type { Picture } from "./picture";

const LEAST_WIDTH_PX = 14;
const LEAST_HEIGHT_PX = 15;
/** What the mark of a finding covers, from its place on: a disc at the end of a short line. */
const MARK_PX: Box = [0, -28, 24, 0];

/** The longest label that fits into each room in sight, beside the marks; none where not even the number does. */
export function drawLabels(
  context: Context,
  { scene, colourBy }: Picture,
  sight: Box,
  scale: number,
  palette: Palette,
): void {
  const [left, top, right, bottom] = MARK_PX;
  const marks = scene.marks.map(([x, y]): Box => [
    x * scale + left,
    y * scale + top,
    x * scale + right,
    y * scale + bottom,
  ]);
  context.fillStyle = palette.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const index of scene.roomGrid.search(sight)) {
    const item = scene.rooms[index];
    if (!item) continue;
    const [minX, minY, maxX, maxY] = item.box;
    if ((maxX - minX) * scale < LEAST_WIDTH_PX || (maxY - minY) * scale < LEAST_HEIGHT_PX) continue;
    const { at, texts } = roomLabel(item, scene.units, colourBy);
    for (const { lines, size, fromScale } of texts) {
      if (fromScale > scale) continue;
      const fits = ([x, y]: Point) => {
        const place: Point = [x / scale, y / scale];
        return isInside(item.rings, place) && scaleToFit(item.rings, place, ...size) <= scale;
      };
      const place = clearOf(marks, [at[0] * scale, at[1] * scale], size, fits);
      if (!place) continue;
      lines.forEach((line, row) => {
        context.font = `${row === 0 ? "600" : "450"} 13px ${palette.font}`;
        context.fillText(line, place[0], place[1] + (row - (lines.length - 1) / 2) * LINE_HEIGHT);
      });
      break;
    }
  }
}
