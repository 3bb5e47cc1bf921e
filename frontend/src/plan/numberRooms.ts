import { distance } from "./geometry";
import type { Point } from "./plan";
import type { Room } from "./result";

/** In which order rooms are numbered: row by row as one reads, or each time the nearest that is left. */
export type Order = "rows" | "nearest";

type Numbered = Pick<Room, "id" | "label_point" | "bounding_box">;

/**
 * Numbers for rooms, the first as it was typed: "1.01" goes on with 1.02, "A9" with A10, "Room" with Room 2.
 *
 * `down` says that y counts downwards, as it does in pixels.
 */
export function numberRooms(
  rooms: readonly Numbered[],
  first: string,
  order: Order,
  down: boolean,
): Map<string, string> {
  const inOrder = order === "rows" ? byRows(rooms, down) : byNearest(byRows(rooms, down));
  return new Map(inOrder.map(({ id }, index) => [id, counted(first, index)]));
}

/** Rooms whose middles lie within half a usual room's height of the first one's are of one row. */
function byRows(rooms: readonly Numbered[], down: boolean): Numbered[] {
  const top = ({ label_point: [, y] }: Numbered) => (down ? y : -y);
  const heights = rooms.map(({ bounding_box: [, low, , high] }) => high - low).sort((a, b) => a - b);
  const slack = (heights[Math.floor(heights.length / 2)] ?? 0) / 2;
  const rows: Numbered[][] = [];
  for (const room of rooms.toSorted((a, b) => top(a) - top(b))) {
    const row = rows.at(-1);
    const [head] = row ?? [];
    if (row && head && top(room) - top(head) <= slack) row.push(room);
    else rows.push([room]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.label_point[0] - b.label_point[0]));
}

/** From the first on, each time the nearest that is left. */
function byNearest(rooms: readonly Numbered[]): Numbered[] {
  const left = [...rooms];
  const done = left.splice(0, 1);
  while (left.length > 0) {
    const from: Point = done.at(-1)?.label_point ?? [0, 0];
    let next = 0;
    for (let index = 1; index < left.length; index++) {
      if (away(left[index], from) < away(left[next], from)) next = index;
    }
    done.push(...left.splice(next, 1));
  }
  return done;
}

function away(room: Numbered | undefined, from: Point): number {
  return room ? distance(room.label_point, from) : Infinity;
}

function counted(first: string, index: number): string {
  const [, before = "", digits] = /^(.*?)(\d+)$/.exec(first.trim()) ?? [];
  if (digits === undefined) return index === 0 ? first.trim() : `${first.trim()} ${String(index + 1)}`.trim();
  return before + String(Number(digits) + index).padStart(digits.length, "0");
}
