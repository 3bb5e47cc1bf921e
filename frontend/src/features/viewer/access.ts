import { distance, middle } from "@/plan/geometry";
import type { Room } from "@/plan/result";

/** A way from a room to the outside. */
export interface WayOut {
  /** Ids of the rooms that it leads through, without the room that it begins in. */
  through: string[];
  /** From the middle of each room through the openings, in units of the plan. */
  length: number;
}

/** Which rooms can be walked to and left, by their openings. */
export interface Access {
  /** Whether the plan has openings at all: without one, nothing can be said. */
  known: boolean;
  /** Rooms to which no opening leads. */
  closed: string[];
  /** Rooms with openings, of which no way leads outside. */
  inner: string[];
  waysOut: ReadonlyMap<string, WayOut>;
}

interface Way {
  length: number;
  next: string | null;
}

/** The shortest way out of each room (Bellman and Ford, with a queue): the same as `python -m detection --access` tells. */
export function accessOf(rooms: readonly Room[]): Access {
  const places = new Map(rooms.map((room) => [room.id, room.label_point]));
  const doors = new Map<string, { to: string; length: number }[]>();
  const ways = new Map<string, Way>();
  const join = (room: string, to: string, length: number) => {
    const list = doors.get(room) ?? [];
    doors.set(room, list);
    list.push({ to, length });
  };
  for (const room of rooms) {
    for (const { kind, start, end, to } of room.openings ?? []) {
      if (to === room.id || kind === "window") continue; // nobody leaves by a window
      const door = middle(start, end);
      const beyond = to === null ? undefined : places.get(to);
      const length = distance(room.label_point, door) + (beyond ? distance(door, beyond) : 0);
      if (to !== null && beyond) {
        join(room.id, to, length);
        join(to, room.id, length);
      } else {
        join(room.id, room.id, 0); // it has an opening, though to no room
        if (length < (ways.get(room.id)?.length ?? Infinity)) ways.set(room.id, { length, next: null });
      }
    }
  }
  const queue = [...ways.keys()];
  for (const room of queue) {
    const from = ways.get(room);
    for (const { to, length } of (from && doors.get(room)) ?? []) {
      if (!from || from.length + length >= (ways.get(to)?.length ?? Infinity)) continue;
      ways.set(to, { length: from.length + length, next: room });
      queue.push(to);
    }
  }
  const ids = rooms.map(({ id }) => id);
  return {
    known: doors.size > 0,
    closed: ids.filter((id) => !doors.has(id)),
    inner: ids.filter((id) => doors.has(id) && !ways.has(id)),
    waysOut: new Map([...ways].map(([id, { length }]) => [id, { length, through: follow(ways, id) }])),
  };
}

function follow(ways: ReadonlyMap<string, Way>, from: string): string[] {
  const through: string[] = [];
  for (let at = ways.get(from)?.next ?? null; at !== null; at = ways.get(at)?.next ?? null) through.push(at);
  return through;
}
