import type { DetectionResult, Room } from "@/api/result";
import { drawingOf, pathData } from "@/lib/drawing";
import { formatArea } from "@/lib/format";
import { wallPoints, type Plan, type Point } from "@/lib/plan";

import { scaleToFit } from "./labelFit";
import { labelPlace } from "./labelPlace";
import { roomColours } from "./roomColours";
import type { Box, Size } from "./view";

/** A plan and its rooms, ready to be drawn: all coordinates are those of the drawing. */
export interface Scene {
  size: Size;
  walls: { points: Point[]; loadBearing: boolean }[];
  rooms: SceneRoom[];
  units: string | null;
}

export interface SceneRoom {
  room: Room;
  name: string;
  colour: number;
  path: string;
  box: Box;
  labelAt: Point;
  /** Longest first; each with the magnification from which on it fits. */
  labels: { lines: string[]; fromScale: number }[];
}

const LINE_HEIGHT = 17;
const LETTER_WIDTH = 7.4;
const PADDING = 10;

export function buildScene(plan: Plan, result: DetectionResult): Scene {
  const { width, height, place } = drawingOf(plan);
  const colours = roomColours(result.rooms);
  return {
    size: { width, height },
    walls: plan.walls.map((wall) => ({
      points: wallPoints(wall).map(place),
      loadBearing: wall.is_load_bearing,
    })),
    rooms: result.rooms.map((room) => sceneRoom(room, colours.get(room.id) ?? 0, result.units, place)),
    units: result.units,
  };
}

function sceneRoom(room: Room, colour: number, units: string | null, place: (point: Point) => Point): SceneRoom {
  const rings = [room.polygon, ...room.holes].map((ring) => ring.map(place));
  const name = roomName(room.id);
  const area = formatArea(room.area, units);
  const [x1, y1] = place([room.bounding_box[0], room.bounding_box[1]]);
  const [x2, y2] = place([room.bounding_box[2], room.bounding_box[3]]);
  const box = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)] as const;
  const labelAt = labelPlace(rings, place(room.label_point), box);
  return {
    room,
    name,
    colour,
    path: rings.map((ring) => pathData(ring, true)).join(""),
    box,
    labelAt,
    labels: [[name, area], [name], [name.replace("Room ", "")]].map((lines) => ({
      lines,
      fromScale: scaleToFit(rings, labelAt, labelWidth(lines), lines.length * LINE_HEIGHT + PADDING / 2),
    })),
  };
}

function labelWidth(lines: string[]): number {
  return Math.max(...lines.map((line) => line.length)) * LETTER_WIDTH + PADDING;
}

/** "room-7" is called Room 7. */
export function roomName(id: string): string {
  return id.replace(/^room-/, "Room ");
}
