import { isInside } from "./geometry";
import { markRooms, readMark, writeMark, type Mark } from "./marks";
import type { Label, Plan } from "./plan";
import type { DetectionResult, Room } from "./result";

/** What people call a room, and what they say of it; empty where they say nothing. */
export interface RoomNames {
  name: string;
  number: string;
  usage: string;
  mark: Mark | "";
}

const KINDS = ["name", "number", "usage"] as const;

export function namesOf(room: Room): RoomNames {
  return { name: room.name ?? "", number: room.number ?? "", usage: room.usage ?? "", mark: room.mark ?? "" };
}

/** Whether somebody says something else of a room than its plan does. */
export function differs(room: Room, names: RoomNames): boolean {
  const known = namesOf(room);
  return names.mark !== known.mark || KINDS.some((each) => names[each].trim() !== known[each]);
}

/** The result with its rooms called and marked as somebody typed. */
export function renamed(result: DetectionResult, typed: ReadonlyMap<string, RoomNames>): DetectionResult {
  if (typed.size === 0) return result;
  const rooms = result.rooms.map((room) => {
    const names = typed.get(room.id);
    if (!names) return room;
    const said: Room = { ...room, ...Object.fromEntries(KINDS.map((kind) => [kind, names[kind].trim()])) };
    if (names.mark === "") delete said.mark;
    else said.mark = names.mark;
    return said;
  });
  return { ...result, rooms };
}

/**
 * The plan with what was typed as labels, each inside its room, and with marks as findings. A label that said something
 * else of the room goes: one of the same kind, or one without a kind whose words were taken for it.
 */
export function nameRooms(
  plan: Plan,
  result: Pick<DetectionResult, "rooms">,
  typed: ReadonlyMap<string, RoomNames>,
): Plan {
  let labels: Label[] = plan.labels ?? [];
  let findings = plan.findings ?? [];
  for (const room of markRooms(result.rooms, plan.findings)) {
    const names = typed.get(room.id);
    if (!names) continue;
    const known = namesOf(room);
    const rings = [room.polygon, ...room.holes];
    const changed = KINDS.filter((kind) => names[kind].trim() !== known[kind]);
    const isSuperseded = ({ text, point, kind }: Label) =>
      isInside(rings, point) &&
      changed.some(
        (each) => kind === each || (kind === undefined && known[each] !== "" && known[each].includes(text.trim())),
      );
    const [x, y] = room.label_point;
    const made = changed.flatMap((kind): Label[] =>
      names[kind].trim() === "" ? [] : [{ text: names[kind].trim(), point: [x, y], kind }],
    );
    if (changed.length > 0) labels = [...labels.filter((label) => !isSuperseded(label)), ...made];
    if (names.mark !== known.mark) {
      const others = findings.filter((finding) => {
        const place = readMark(finding)?.point;
        return !place || !isInside(rings, place);
      });
      findings = names.mark === "" ? others : [...others, writeMark(names.mark, room.label_point)];
    }
  }
  return { ...plan, labels, ...((findings.length > 0 || plan.findings) && { findings }) };
}
