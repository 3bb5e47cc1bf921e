import { useRef, useState } from "react";

import { kept } from "@/lib/browserStorage";
import { namesOf, type RoomNames } from "@/plan/nameRooms";
import type { Room } from "@/plan/result";

type Typed = ReadonlyMap<string, RoomNames>;

export interface TypedNames {
  typed: Typed;
  /** What drawing, lists and findings call the rooms: what was typed up to the last `apply`, since each changes them all. */
  applied: Typed;
  /** What was typed and is not yet part of the plan: rooms that are called otherwise. */
  unsaved: number;
  set: (id: string, change: Partial<RoomNames>) => void;
  apply: () => void;
  forget: () => void;
}

/** What somebody typed of the rooms of a job; kept in the browser until it is saved with the plan. */
export function useTypedNames(jobId: string, rooms: readonly Room[]): TypedNames {
  const key = `roomjobs.names.${jobId}`;
  const [typed, setTyped] = useState(() => read(key));
  const [applied, setApplied] = useState(typed);
  const latest = useRef(typed);
  const change = (next: Typed) => {
    latest.current = next;
    setTyped(next);
    if (next.size === 0) kept.remove(key);
    else kept.set(key, JSON.stringify([...next]));
  };
  const differs = (room: Room) => {
    const names = typed.get(room.id);
    const known = namesOf(room);
    return names !== undefined && (["name", "number", "usage"] as const).some((each) => names[each].trim() !== known[each]);
  };
  const apply = () => {
    setApplied(latest.current);
  };
  return {
    typed,
    applied,
    unsaved: rooms.filter(differs).length,
    set: (id, names) => {
      const room = rooms.find((each) => each.id === id);
      if (room) change(new Map(latest.current).set(id, { ...(latest.current.get(id) ?? namesOf(room)), ...names }));
    },
    apply,
    forget: () => {
      change(new Map());
      apply();
    },
  };
}

function read(key: string): Typed {
  try {
    return new Map(JSON.parse(kept.get(key) ?? "[]") as [string, RoomNames][]);
  } catch {
    return new Map(); // somebody else wrote there
  }
}
