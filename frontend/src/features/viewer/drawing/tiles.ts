import { touches, unionOf } from "@/plan/grid";
import type { Box } from "@/plan/view";

import type { DrawnRoom, DrawnWall } from "./drawn";

/** What lies in one part of a large plan, in few paths, so that parts out of sight cost nothing. */
interface Tile {
  box: Box;
}

export interface WallTile extends Tile {
  plain: Path2D;
  loadBearing: Path2D;
  signs: Path2D;
}

export interface FillTile extends Tile {
  /** By the key of the rooms' colour. */
  fills: Map<number, Path2D>;
}

const SHAPES_A_TILE = 1500;
const MOST_TILES_A_SIDE = 16;

export function wallTiles(walls: readonly DrawnWall[]): WallTile[] {
  return tiled(walls).map(({ box, items }) => {
    const tile = { box, plain: new Path2D(), loadBearing: new Path2D(), signs: new Path2D() };
    for (const { points, loadBearing, sign } of items)
      trace(sign ? tile.signs : loadBearing ? tile.loadBearing : tile.plain, points);
    return tile;
  });
}

export function fillTiles(rooms: readonly DrawnRoom[], keyOf: (item: DrawnRoom) => number): FillTile[] {
  return tiled(rooms).map(({ box, items }) => {
    const fills = new Map<number, Path2D>();
    for (const item of items) {
      const key = keyOf(item);
      const path = fills.get(key) ?? new Path2D();
      fills.set(key, path);
      for (const ring of item.rings) {
        trace(path, ring);
        path.closePath();
      }
    }
    return { box, fills };
  });
}

export function inSight<T extends Tile>(tiles: readonly T[], sight: Box): T[] {
  return tiles.filter(({ box }) => touches(box, sight));
}

function trace(path: Path2D, points: readonly (readonly [number, number])[]): void {
  points.forEach(([x, y], index) => {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}

/** Each item in the tile where its middle lies; a tile's box holds its items whole. */
function tiled<T extends { box: Box }>(items: readonly T[]): { box: Box; items: T[] }[] {
  const side = Math.min(MOST_TILES_A_SIDE, Math.ceil(Math.sqrt(items.length / SHAPES_A_TILE)));
  const [minX, minY, maxX, maxY] = unionOf(items.map(({ box }) => box));
  const at = (low: number, high: number, from: number, to: number) =>
    Math.min(side - 1, Math.floor((((low + high) / 2 - from) / (to - from || 1)) * side));
  const found = new Map<number, T[]>();
  for (const item of items) {
    const [x0, y0, x1, y1] = item.box;
    const key = at(y0, y1, minY, maxY) * side + at(x0, x1, minX, maxX);
    const tile = found.get(key);
    if (tile) tile.push(item);
    else found.set(key, [item]);
  }
  return [...found.values()].map((list) => ({ box: unionOf(list.map(({ box }) => box)), items: list }));
}
