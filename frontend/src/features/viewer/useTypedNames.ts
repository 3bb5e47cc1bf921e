import { useState } from "react";

import { kept } from "@/lib/browserStorage";
import { namesOf, type RoomNames } from "@/plan/nameRooms";

import type { SceneRoom } from "./scene";

export interface TypedNames {
  typed: ReadonlyMap<string, RoomNames>;
  /** What was typed and is not yet part of the plan: rooms that are called otherwise. */
  unsaved: number;
  set: (item: SceneRoom, change: Partial<RoomNames>) => void;
  forget: () => void;
}

/** What somebody typed of the rooms of a job; kept in the browser until it is saved with the plan. */
export function useTypedNames(jobId: string, rooms: readonly SceneRoom[]): TypedNames {
  const key = `roomjobs.names.${jobId}`;
  const [typed, setTyped] = useState<ReadonlyMap<string, RoomNames>>(() => read(key));
  const change = (next: ReadonlyMap<string, RoomNames>) => {
    setTyped(next);
    if (next.size === 0) kept.remove(key);
    else kept.set(key, JSON.stringify([...next]));
  };
  const differs = ({ room }: SceneRoom) => {
    const names = typed.get(room.id);
    const known = namesOf(room);
    return names !== undefined && (["name", "number", "usage"] as const).some((each) => names[each].trim() !== known[each]);
  };
  return {
    typed,
    unsaved: rooms.filter(differs).length,
    set: ({ room }, names) => {
      change(new Map(typed).set(room.id, { ...(typed.get(room.id) ?? namesOf(room)), ...names }));
    },
    forget: () => {
      change(new Map());
    },
  };
}

function read(key: string): ReadonlyMap<string, RoomNames> {
  try {
    return new Map(JSON.parse(kept.get(key) ?? "[]") as [string, RoomNames][]);
  } catch {
    return new Map(); // somebody else wrote there
  }
}
