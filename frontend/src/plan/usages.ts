import type { Room } from "./result";

/** A use that rooms are put to, with all rooms of it. */
export interface Usage {
  name: string;
  /** Which colour it has; several usages may share the last one. */
  colour: number;
  rooms: number;
  /** In the units of the plan, squared; the net area is null where one of its rooms has none. */
  area: number;
  netArea: number | null;
}

/** The usages of rooms, those of the largest area first; spelled as the first room spells them. */
export function usagesOf(rooms: readonly Pick<Room, "usage" | "area" | "net_area">[], colours: number): Usage[] {
  const found = new Map<string, Usage>();
  for (const { usage, area, net_area: net } of rooms) {
    const name = usage?.trim();
    if (!name) continue;
    const key = name.toLowerCase();
    const known = found.get(key) ?? { name, colour: 0, rooms: 0, area: 0, netArea: 0 };
    const netArea = known.netArea === null || typeof net !== "number" ? null : known.netArea + net;
    found.set(key, { ...known, rooms: known.rooms + 1, area: known.area + area, netArea });
  }
  return [...found.values()]
    .sort((a, b) => b.area - a.area)
    .map((usage, index) => ({ ...usage, colour: Math.min(index, colours - 1) }));
}

/** Whether a room is put to a use. */
export function isUsage({ name }: Usage, usage: string | null | undefined): boolean {
  return usage?.trim().toLowerCase() === name.toLowerCase();
}
