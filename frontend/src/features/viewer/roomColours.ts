import type { Room } from "@/plan/result";

/** How many colours the style sheet has for rooms. */
export const ROOM_COLOURS = 6;

/**
 * A colour for each room, so that neighbours differ: greedy, the rooms with most neighbours first (Welsh and Powell).
 * Of the colours that are free the rarest is taken, so that all of them appear.
 */
export function roomColours(rooms: readonly Room[]): Map<string, number> {
  const colours = new Map<string, number>();
  const used = Array.from({ length: ROOM_COLOURS }, () => 0);
  const order = rooms.toSorted((a, b) => b.adjacent.length - a.adjacent.length);
  for (const { id, adjacent } of order) {
    const taken = new Set(adjacent.map(({ room }) => colours.get(room)));
    const free = used.map((times, colour) => ({ times, colour })).filter(({ colour }) => !taken.has(colour));
    const { colour } = free.toSorted((a, b) => a.times - b.times)[0] ?? { colour: 0 };
    colours.set(id, colour);
    used[colour] = (used[colour] ?? 0) + 1;
  }
  return colours;
}
