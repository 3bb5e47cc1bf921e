import { boxOf, Grid } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import type { Size } from "@/plan/view";

import { MOST_MARKS } from "../findings";
import type { Scene } from "../scene";
import type { DrawnScene, Stretch } from "./drawn";

/**
 * A scene in few arrays: these move to a worker at once, where hundreds of thousands of small ones would be copied.
 * Single precision is a ten-thousandth of a pixel in the drawing.
 */
export interface PackedScene {
  size: Size;
  units: string | null;
  walls: PackedLines;
  /** 0 for plain walls, 1 for load-bearing ones, 2 for signs of doors. */
  kinds: Uint8Array<ArrayBuffer>;
  /** The rings of all rooms. */
  rings: PackedLines;
  /** How many rings each room has. */
  ringCounts: Uint32Array<ArrayBuffer>;
  labelPoints: Float32Array<ArrayBuffer>;
  names: string[];
  colours: Uint8Array<ArrayBuffer>;
  usages: string[];
  usageColours: Uint8Array<ArrayBuffer>;
  areas: Float64Array<ArrayBuffer>;
  /** Not a number where the detector said nothing. */
  confidences: Float64Array<ArrayBuffer>;
  stretches: Stretch[];
  marks: Point[];
}

interface PackedLines {
  /** x and y by turns. */
  coordinates: Float32Array<ArrayBuffer>;
  /** How many points each line has. */
  counts: Uint32Array<ArrayBuffer>;
}

export function packScene({ size, units, walls, rooms, findings }: Scene): PackedScene {
  return {
    size,
    units,
    walls: packLines(walls.map(({ points }) => points)),
    kinds: Uint8Array.from(walls, ({ loadBearing, sign }) => (sign ? 2 : Number(loadBearing))),
    rings: packLines(rooms.flatMap(({ rings }) => rings)),
    ringCounts: Uint32Array.from(rooms, ({ rings }) => rings.length),
    labelPoints: packLines(rooms.map(({ labelPoint }) => [labelPoint])).coordinates,
    names: rooms.map(({ name }) => name),
    colours: Uint8Array.from(rooms, ({ colour }) => colour),
    usages: rooms.map(({ room }) => room.usage?.trim() ?? ""),
    usageColours: Uint8Array.from(rooms, ({ usageColour }) => usageColour),
    areas: Float64Array.from(rooms, ({ room }) => room.area),
    confidences: Float64Array.from(rooms, ({ room }) => room.confidence ?? NaN),
    stretches: findings.flatMap(({ kind, stretch }) => (stretch ? [{ kind, line: stretch }] : [])),
    marks: findings.slice(0, MOST_MARKS).flatMap(({ at }) => (at ? [at] : [])),
  };
}

/** What moves instead of being copied. */
export function buffersOf(packed: PackedScene): ArrayBuffer[] {
  const { walls, rings, kinds, ringCounts, labelPoints, colours, usageColours, areas, confidences } = packed;
  const arrays = [walls.coordinates, walls.counts, rings.coordinates, rings.counts, kinds];
  return [...arrays, ringCounts, labelPoints, colours, usageColours, areas, confidences].map(({ buffer }) => buffer);
}

export function unpackScene(packed: PackedScene): DrawnScene {
  const walls = unpackLines(packed.walls).map((points, index) => ({
    points,
    loadBearing: packed.kinds[index] === 1,
    sign: packed.kinds[index] === 2,
    box: boxOf(points),
  }));
  const rings = unpackLines(packed.rings);
  const labelPoints = unpackLines({
    coordinates: packed.labelPoints,
    counts: new Uint32Array(packed.names.length).fill(1),
  });
  let next = 0;
  const rooms = packed.names.map((name, index) => {
    const own = rings.slice(next, (next += packed.ringCounts[index] ?? 0));
    const confidence = packed.confidences[index] ?? NaN;
    return {
      name,
      colour: packed.colours[index] ?? 0,
      usage: packed.usages[index] ?? "",
      usageColour: packed.usageColours[index] ?? 0,
      area: packed.areas[index] ?? 0,
      confidence: Number.isNaN(confidence) ? undefined : confidence,
      rings: own,
      box: boxOf(own[0] ?? []),
      labelPoint: labelPoints[index]?.[0] ?? ([0, 0] as const),
    };
  });
  const { size, units, stretches, marks } = packed;
  return { size, units, walls, rooms, roomGrid: new Grid(rooms.map(({ box }) => box)), stretches, marks };
}

function packLines(lines: readonly (readonly Point[])[]): PackedLines {
  const counts = Uint32Array.from(lines, (line) => line.length);
  const coordinates = new Float32Array(2 * counts.reduce((sum, count) => sum + count, 0));
  let next = 0;
  for (const line of lines) {
    for (const [x, y] of line) {
      coordinates[next++] = x;
      coordinates[next++] = y;
    }
  }
  return { coordinates, counts };
}

function unpackLines({ coordinates, counts }: PackedLines): Point[][] {
  let next = 0;
  return Array.from(counts, (count) =>
    Array.from({ length: count }, (): Point => [coordinates[next++] ?? 0, coordinates[next++] ?? 0]),
  );
}
