import { wallPoints } from "@/plan/plan";

import { extentOf, type Draft } from "../model/document";

export const THUMBNAIL = { width: 100, height: 75 };
const MARGIN = 4;
const MOST_WALLS = 1500;

/** SVG path data of a drawing's walls, small. Of a large one, some walls: at this size nobody sees which. */
export function thumbnailOf(draft: Draft): string {
  if (draft.walls.length === 0) return "";
  const [minX, minY, maxX, maxY] = extentOf({ ...draft, background: null });
  const scale = Math.min(
    (THUMBNAIL.width - 2 * MARGIN) / (maxX - minX || 1),
    (THUMBNAIL.height - 2 * MARGIN) / (maxY - minY || 1),
  );
  const left = (THUMBNAIL.width - (maxX - minX) * scale) / 2;
  const top = (THUMBNAIL.height - (maxY - minY) * scale) / 2;
  const every = Math.ceil(draft.walls.length / MOST_WALLS);
  const place = (value: number) => String(Math.round(value * 10) / 10);
  return draft.walls
    .filter((_, index) => index % every === 0)
    .map(({ wall }) => {
      const points = wallPoints(wall).map(
        ([x, y]) => `${place((x - minX) * scale + left)} ${place((y - minY) * scale + top)}`,
      );
      return `M${points.join("L")}`;
    })
    .join("");
}
