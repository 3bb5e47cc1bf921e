import type { RoomChanges } from "@/plan/compareRooms";
import { boxOf } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import type { Room } from "@/plan/result";
import { roomName } from "@/plan/roomName";

import { turnedPoint } from "./document";

/** A room on the sheet, in its coordinates. */
export interface SheetRoom {
  id: string;
  name: string;
  kind: "added" | "resized" | "unchanged" | "removed";
  /** The outer ring and the holes. */
  rings: Point[][];
  labelPoint: Point;
  /** In the units of the drawing as it is now. */
  area: number;
  width: number;
  height: number;
}

/** What the list and the sheet call what became of a room. */
export const CHANGE_NAMES = { added: "New", resized: "Changed", removed: "Gone" } as const;

/** Rooms of the last result, in the units it was found in and by the factor that the drawing has grown since, and those of the one before that are gone; without one before, none of them is new. */
export function sheetRooms(
  { added, resized, unchanged, removed }: RoomChanges,
  units: string | null,
  factor: number,
  compared: boolean,
): SheetRoom[] {
  const at = (point: Point): Point => {
    const [x, y] = turnedPoint(point, units);
    return [x * factor, y * factor];
  };
  const place = (room: Room, kind: SheetRoom["kind"]): SheetRoom => {
    const rings = [room.polygon, ...room.holes].map((ring) => ring.map(at));
    const [minX, minY, maxX, maxY] = boxOf(rings[0] ?? []);
    const shown = compared ? kind : "unchanged";
    return {
      id: room.id,
      name: roomName(room),
      kind: shown,
      rings,
      labelPoint: at(room.label_point),
      area: room.area * factor * factor,
      width: maxX - minX,
      height: maxY - minY,
    };
  };
  return [
    ...added.map((room) => place(room, "added")),
    ...resized.map(({ after }) => place(after, "resized")),
    ...unchanged.map(({ after }) => place(after, "unchanged")),
    ...removed.map((room) => place(room, "removed")),
  ];
}
