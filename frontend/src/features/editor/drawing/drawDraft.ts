import { wallPoints, type Point } from "@/plan/plan";
import type { Box, Size, View } from "@/plan/view";
import { sightOf } from "@/plan/view";

import type { SheetRoom } from "../model/changes";
import type { Draft } from "../model/document";
import { jambs, leafOf, lineOf, solidParts } from "../model/openings";

/** What lies under the handles. */
export interface Sheet {
  draft: Draft;
  selected: ReadonlySet<number>;
  gridStep: number;
  /** Decoded, once it is. */
  picture: HTMLImageElement | null;
  /** Rooms of the last detection, `faded` once walls have changed since; those that are gone are not drawn here. */
  rooms: readonly SheetRoom[];
  faded: boolean;
}

export interface SheetColours {
  grid: string;
  wall: string;
  accent: string;
  rooms: Record<Exclude<SheetRoom["kind"], "removed">, string>;
}

const WALL_PX = 2.5;
const LOAD_BEARING_PX = 6;
const HATCH_PX = 3.5;
const OPENING_PX = 1.5;
const PICTURE_ALPHA = 0.5;
const MOST_GRID_LINES = 400;

/** Draw grid, picture, rooms and walls. */
export function drawDraft(
  context: CanvasRenderingContext2D,
  sheet: Sheet,
  view: View,
  screen: Size,
  ratio: number,
  colours: SheetColours,
): void {
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  drawGrid(context, sightOf(view, screen), sheet.gridStep, colours.grid, 1 / view.scale);
  drawPicture(context, sheet);
  drawRooms(context, sheet, colours);
  drawWalls(context, sheet, view.scale, colours);
}

function drawGrid(
  context: CanvasRenderingContext2D,
  [minX, minY, maxX, maxY]: Box,
  step: number,
  colour: string,
  px: number,
) {
  if ((maxX - minX + maxY - minY) / step > MOST_GRID_LINES) return;
  const lines = new Path2D();
  const strong = new Path2D();
  for (let column = Math.ceil(minX / step); column * step <= maxX; column++) {
    const path = column % 5 === 0 ? strong : lines;
    path.moveTo(column * step, minY);
    path.lineTo(column * step, maxY);
  }
  for (let row = Math.ceil(minY / step); row * step <= maxY; row++) {
    const path = row % 5 === 0 ? strong : lines;
    path.moveTo(minX, row * step);
    path.lineTo(maxX, row * step);
  }
  context.strokeStyle = colour;
  context.lineWidth = px;
  context.stroke(lines);
  context.lineWidth = 2 * px;
  context.stroke(strong);
}

function drawPicture(context: CanvasRenderingContext2D, { draft: { background }, picture }: Sheet): void {
  if (!background || !picture) return;
  const { at, width, height, scale } = background;
  context.globalAlpha = PICTURE_ALPHA;
  context.drawImage(picture, at[0], at[1], width * scale, height * scale);
  context.globalAlpha = 1;
}

function drawRooms(context: CanvasRenderingContext2D, { rooms, faded }: Sheet, colours: SheetColours): void {
  context.globalAlpha = faded ? 0.35 : 0.9;
  for (const { rings, kind } of rooms) {
    if (kind === "removed") continue;
    const path = new Path2D();
    for (const ring of rings) {
      trace(path, ring);
      path.closePath();
    }
    context.fillStyle = colours.rooms[kind];
    context.fill(path, "evenodd");
  }
  context.globalAlpha = 1;
}

function drawWalls(
  context: CanvasRenderingContext2D,
  { draft, selected }: Sheet,
  scale: number,
  colours: SheetColours,
): void {
  const paths = { plain: new Path2D(), bearing: new Path2D(), chosen: new Path2D() };
  const solid = draft.walls.flatMap((item) =>
    solidParts(item, draft.openings).map(({ wall }) => ({ key: item.key, wall })),
  );
  for (const { key, wall } of solid) {
    const points = wallPoints(wall);
    trace(wall.is_load_bearing ? paths.bearing : paths.plain, points);
    if (selected.has(key)) trace(paths.chosen, points);
  }
  // Walls with a thickness are drawn as bodies, under their centre lines.
  const bodies = new Map<number, Path2D>();
  for (const { wall } of solid) {
    if (typeof wall.thickness !== "number" || wall.thickness <= 0) continue;
    const path = bodies.get(wall.thickness) ?? new Path2D();
    bodies.set(wall.thickness, path);
    trace(path, wallPoints(wall));
  }
  context.lineCap = draft.openings.length > 0 ? "butt" : "square"; // a body that goes on beyond its end would narrow a door
  context.lineJoin = "miter";
  context.setLineDash([]);
  context.strokeStyle = colours.wall;
  context.globalAlpha = 0.3;
  for (const [thickness, path] of bodies) {
    context.lineWidth = thickness;
    context.stroke(path);
  }
  context.globalAlpha = 1;
  const stroke = (path: Path2D, colour: string, px: number, dash: number[] = []) => {
    context.strokeStyle = colour;
    context.lineWidth = px / scale;
    context.setLineDash(dash.map((length) => length / scale));
    context.stroke(path);
  };
  context.lineCap = "round";
  context.lineJoin = "round";
  context.globalAlpha = 0.35;
  stroke(paths.chosen, colours.accent, 12);
  context.globalAlpha = 1;
  stroke(paths.plain, colours.wall, WALL_PX);
  stroke(paths.bearing, colours.wall, LOAD_BEARING_PX);
  context.lineCap = "butt";
  stroke(paths.bearing, colours.grid, HATCH_PX, [2, 3]);
  stroke(paths.chosen, colours.accent, 2);
  const signs = openingSigns(draft, WALL_PX / scale);
  const chosen = openingSigns(
    { ...draft, openings: draft.openings.filter(({ key }) => selected.has(key)) },
    WALL_PX / scale,
  );
  stroke(signs, colours.wall, OPENING_PX);
  stroke(chosen, colours.accent, 2 * OPENING_PX);
}

/** Doors with leaf and swing, windows as a frame with its glass, passages as a dash from jamb to jamb. */
function openingSigns(draft: Draft, wallWidth: number): Path2D {
  const path = new Path2D();
  for (const opening of draft.openings) {
    const ends = jambs(draft, opening);
    if (!ends) continue;
    const [[ax, ay], [bx, by]] = ends;
    if (opening.kind === "door") {
      const { from, tip, latch } = leafOf(ends, opening);
      trace(path, [from, tip]);
      const angle = (to: Point) => Math.atan2(to[1] - from[1], to[0] - from[0]);
      path.arc(
        from[0],
        from[1],
        opening.width,
        angle(tip),
        angle(latch),
        (opening.hinge === "start") === (opening.side === 1),
      );
      continue;
    }
    const thickness = lineOf(draft, opening.wall)?.thickness ?? 2 * wallWidth;
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const [nx, ny] = [(-(by - ay) / length) * (thickness / 2), ((bx - ax) / length) * (thickness / 2)];
    for (const side of opening.kind === "window" ? [-1, 0, 1] : [0]) {
      trace(path, [
        [ax + nx * side, ay + ny * side],
        [bx + nx * side, by + ny * side],
      ]);
    }
    for (const [x, y] of ends)
      trace(path, [
        [x - nx, y - ny],
        [x + nx, y + ny],
      ]);
  }
  return path;
}

function trace(path: Path2D, points: readonly Point[]): void {
  points.forEach(([x, y], index) => {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}
