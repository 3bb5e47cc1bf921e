import { isInside } from "./geometry";
import type { Label, Plan } from "./plan";
import type { DetectionResult, Room } from "./result";

/** What people call a room; empty where they call it nothing. */
export interface RoomNames {
  name: string;
  number: string;
  usage: string;
}

const KINDS = ["name", "number", "usage"] as const;

export function namesOf(room: Room): RoomNames {
  return { name: room.name ?? "", number: room.number ?? "", usage: room.usage ?? "" };
}

/** The result with its rooms called as somebody typed. */
export function renamed(result: DetectionResult, typed: ReadonlyMap<string, RoomNames>): DetectionResult {
  if (typed.size === 0) return result;
  const rooms = result.rooms.map((room) => {
    const names = typed.get(room.id);
    return names ? { ...room, ...Object.fromEntries(KINDS.map((kind) => [kind, names[kind].trim()])) } : room;
  });
  return { ...result, rooms };
}

/**
 * The plan with what was typed as labels, each inside its room. A label that said something else of the room goes: one
 * of the same kind, or one without a kind whose words were taken for it.
 */
export function nameRooms(plan: Plan, { rooms }: Pick<DetectionResult, "rooms">, typed: ReadonlyMap<string, RoomNames>): Plan {
  let labels: Label[] = plan.labels ?? [];
  for (const room of rooms) {
    const names = typed.get(room.id);
    if (!names) continue;
    const known = namesOf(room);
    const changed = KINDS.filter((kind) => names[kind].trim() !== known[kind]);
    const isSuperseded = ({ text, point, kind }: Label) =>
      isInside([room.polygon, ...room.holes], point) &&
      changed.some((each) => kind === each || (kind === undefined && known[each] !== "" && known[each].includes(text.trim())));
    const [x, y] = room.label_point;
    const made = changed.flatMap((kind): Label[] => (names[kind].trim() === "" ? [] : [{ text: names[kind].trim(), point: [x, y], kind }]));
    if (changed.length > 0) labels = [...labels.filter((label) => !isSuperseded(label)), ...made];
  }
  return { ...plan, labels };
}
