import type { Room } from "@/plan/result";

import type { SceneRoom } from "./scene";

export type Column = "name" | "area" | "perimeter" | "neighbours" | "confidence";

export interface Order {
  by: Column;
  descending: boolean;
}

/** Rooms in the order of a column; by name is the order of the result, largest rooms first or however it came. */
export function sortRooms(rooms: readonly SceneRoom[], { by, descending }: Order): SceneRoom[] {
  const sorted = by === "name" ? [...rooms] : rooms.toSorted((a, b) => value(a.room, by) - value(b.room, by));
  return descending ? sorted.reverse() : sorted;
}

function value(room: Room, by: Exclude<Column, "name">): number {
  if (by === "neighbours") return room.adjacent.length;
  return by === "confidence" ? (room.confidence ?? 0) : room[by];
}
