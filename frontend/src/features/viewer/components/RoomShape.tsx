import { memo, type KeyboardEvent } from "react";

import { count, formatArea } from "@/lib/format";

import type { SceneRoom } from "../scene";

export interface RoomEvents {
  /** The pointer or the focus is on a room; null once it left. */
  onPoint: (id: string | null) => void;
  onSelect: (id: string) => void;
  /** The keyboard came to a room. */
  onFocusRoom: (id: string) => void;
  onMove: (from: string, key: string) => boolean;
}

interface Props extends RoomEvents {
  item: SceneRoom;
  units: string | null;
  state: "shown" | "neighbour" | "plain";
  selected: boolean;
  /** One room is in the tab order; arrow keys lead to the others. */
  reachable: boolean;
}

export const RoomShape = memo(function RoomShape(props: Props) {
  const { item, units, state, selected, reachable, onPoint, onSelect, onFocusRoom, onMove } = props;
  const { id, area, adjacent } = item.room;
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") {
      onSelect(id);
      event.preventDefault();
    } else if (onMove(id, event.key)) event.preventDefault();
  };
  // Over and out, not enter and leave: those React misses when a room appears under a pointer at rest.
  return (
    <path
      id={`shape-${id}`}
      className="room"
      data-colour={item.colour}
      data-state={state}
      d={item.path}
      fillRule="evenodd"
      role="button"
      aria-label={`${item.name}, ${formatArea(area, units)}, ${count(adjacent.length, "neighbour")}`}
      aria-pressed={selected}
      tabIndex={reachable ? 0 : -1}
      onPointerOver={() => {
        onPoint(id);
      }}
      onPointerOut={() => {
        onPoint(null);
      }}
      onFocus={({ target }) => {
        if (target.matches(":focus-visible")) onFocusRoom(id); // a click must not move the drawing
      }}
      onBlur={() => {
        onPoint(null);
      }}
      onClick={() => {
        onSelect(id);
      }}
      onKeyDown={keyDown}
    />
  );
});
