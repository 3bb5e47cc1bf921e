import { useCallback, useMemo, useState } from "react";

import type { SceneRoom } from "./scene";

/** Which room drawing, table and details speak of. */
export interface Focus {
  /** The room pointed at, else the selected one. */
  shown: string | null;
  selected: string | null;
  neighbours: ReadonlySet<string>;
  point: (id: string | null) => void;
  select: (id: string | null) => void;
  /** Select a room, or let go of it. */
  toggle: (id: string) => void;
}

export function useFocus(rooms: ReadonlyMap<string, SceneRoom>): Focus {
  const [pointed, point] = useState<string | null>(null);
  const [selected, select] = useState<string | null>(null);
  const shown = pointed ?? selected;
  const neighbours = useMemo(() => {
    const item = shown === null ? undefined : rooms.get(shown);
    return new Set(item?.room.adjacent.map((neighbour) => neighbour.room));
  }, [rooms, shown]);
  const toggle = useCallback((id: string) => {
    select((before) => (before === id ? null : id));
  }, []);
  return useMemo(
    () => ({ shown, selected, neighbours, point, select, toggle }),
    [shown, selected, neighbours, toggle],
  );
}
