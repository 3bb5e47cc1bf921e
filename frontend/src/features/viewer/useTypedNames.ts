import { useRef, useState } from "react";

import { kept } from "@/lib/browserStorage";
import { differs, namesOf, type RoomNames } from "@/plan/nameRooms";
import type { Room } from "@/plan/result";

type Typed = ReadonlyMap<string, RoomNames>;

export interface TypedNames {
  typed: Typed;
  /** What drawing, lists and findings call the rooms: what was typed up to the last `apply`, since each changes them all. */
  applied: Typed;
  /** What was typed and is not yet part of the plan: rooms that are called otherwise. */
  unsaved: number;
  set: (...said: (readonly [id: string, change: Partial<RoomNames>])[]) => void;
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
  const apply = () => {
    setApplied(latest.current);
  };
  return {
    typed,
    applied,
    unsaved: rooms.filter((room) => {
      const names = typed.get(room.id);
      return names !== undefined && differs(room, names);
    }).length,
    set: (...said) => {
      const next = new Map(latest.current);
      for (const [id, names] of said) {
        const room = rooms.find((each) => each.id === id);
        if (room) next.set(id, { ...(next.get(id) ?? namesOf(room)), ...names });
      }
      change(next);
    },
    apply,
    forget: () => {
      change(new Map());
      apply();
    },
  };
}

/** What an earlier page kept may lack what this one knows. */
const NOTHING: RoomNames = { name: "", number: "", usage: "", mark: "" };

function read(key: string): Typed {
  try {
    const entries = JSON.parse(kept.get(key) ?? "[]") as [string, Partial<RoomNames>][];
    return new Map(entries.map(([id, names]) => [id, { ...NOTHING, ...names }]));
  } catch {
    return new Map(); // somebody else wrote there
  }
}
