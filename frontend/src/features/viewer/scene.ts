import { isDoorSign } from "@/plan/doorSigns";
import { drawingOf, pathData } from "@/plan/drawing";
import { boxOf, Grid } from "@/plan/grid";
import { wallPoints, type Plan, type Point } from "@/plan/plan";
import type { DetectionResult, Room } from "@/plan/result";
import { MARK_SIGNS } from "@/plan/marks";
import { roomName } from "@/plan/roomName";
import { isUsage, usagesOf, type Usage } from "@/plan/usages";
import type { Box, Size } from "@/plan/view";

import { findingsOf, type Finding } from "./findings";
import { ROOM_COLOURS, roomColours } from "./roomColours";

/** A plan and its rooms, ready to be drawn: all coordinates are those of the drawing. */
export interface Scene {
  size: Size;
  /** Drawing units per plan unit. */
  scale: number;
  walls: SceneWall[];
  rooms: SceneRoom[];
  byId: ReadonlyMap<string, SceneRoom>;
  /** Finds rooms, by their boxes. */
  roomGrid: Grid;
  /** What was repaired, and what to look at. */
  findings: Finding[];
  units: string | null;
  /** What rooms are used for, as far as anybody says it. */
  usages: Usage[];
}

export interface SceneWall {
  points: Point[];
  loadBearing: boolean;
  /** The leaf or the swing of a door. */
  sign: boolean;
  box: Box;
}

export interface SceneRoom {
  room: Room;
  name: string;
  colour: number;
  /** The colour of its usage; `ROOM_COLOURS` where it has none. */
  usageColour: number;
  /** The outer ring and the holes. */
  rings: Point[][];
  box: Box;
  labelPoint: Point;
}

export function buildScene(plan: Plan, result: DetectionResult): Scene {
  const { width, height, scale, place } = drawingOf(plan);
  const colours = roomColours(result.rooms);
  const usages = usagesOf(result.rooms, ROOM_COLOURS);
  const walls = plan.walls.map((wall) => {
    const points = wallPoints(wall).map(place);
    return { points, loadBearing: wall.is_load_bearing, sign: isDoorSign(wall), box: boxOf(points) };
  });
  const rooms = result.rooms.map((room) => {
    const rings = [room.polygon, ...room.holes].map((ring) => ring.map(place));
    const [outer = []] = rings;
    return {
      room,
      name: [roomName(room), room.mark && MARK_SIGNS[room.mark]].filter(Boolean).join(" "),
      colour: colours.get(room.id) ?? 0,
      usageColour: usages.find((usage) => isUsage(usage, room.usage))?.colour ?? ROOM_COLOURS,
      rings,
      box: boxOf(outer),
      labelPoint: place(room.label_point),
    };
  });
  return {
    size: { width, height },
    scale,
    walls,
    rooms,
    byId: new Map(rooms.map((item) => [item.room.id, item])),
    roomGrid: new Grid(rooms.map(({ box }) => box)),
    findings: findingsOf(result, walls, place),
    units: result.units,
    usages,
  };
}

/** SVG path data of a room with its holes. */
export function roomPath({ rings }: SceneRoom): string {
  return rings.map((ring) => pathData(ring, true)).join("");
}
