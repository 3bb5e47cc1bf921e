import { useEffect, useMemo, useState } from "react";

import { touches } from "@/plan/grid";
import { sightOf } from "@/plan/view";
import type { Sight, ViewStore } from "@/plan/viewStore";

import type { SceneRoom } from "./scene";

/** As many rooms have elements: more would slow every frame down, and be too small to tell apart. */
const MOST_ELEMENTS = 300;
const REST_MS = 250;

/** Rooms that have an element: all of them, or the largest of those in sight, looked for when the view rests. */
export function useRoomsAtHand(rooms: readonly SceneRoom[], store: ViewStore): readonly SceneRoom[] {
  const many = rooms.length > MOST_ELEMENTS;
  const bySize = useMemo(() => (many ? rooms.toSorted((a, b) => b.room.area - a.room.area) : rooms), [rooms, many]);
  const [inSight, setInSight] = useState<readonly SceneRoom[]>([]);
  useEffect(() => {
    if (!many) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      setInSight(largestInSight(bySize, store.get()));
    };
    const follow = () => {
      clearTimeout(timer);
      timer = setTimeout(look, REST_MS);
    };
    look();
    const unsubscribe = store.subscribe(follow);
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [many, bySize, store]);
  return many ? inSight : rooms;
}

function largestInSight(bySize: readonly SceneRoom[], { view, screen }: Sight): SceneRoom[] {
  const sight = sightOf(view, screen);
  const found: SceneRoom[] = [];
  for (const item of bySize) {
    if (!touches(item.box, sight)) continue;
    if (found.push(item) === MOST_ELEMENTS) break;
  }
  return found;
}
