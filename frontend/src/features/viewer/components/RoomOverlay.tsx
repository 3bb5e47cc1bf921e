import { memo, useCallback, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";

import { useFollow } from "@/hooks/useView";
import { count } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";
import { cssTransform, reveal } from "@/plan/view";
import type { ViewStore } from "@/plan/viewStore";

import { useIsFocused, type FocusStore } from "../focusStore";
import { nearestRoom } from "../nearestRoom";
import { roomPath, type Scene, type SceneRoom } from "../scene";
import { useRoomsAtHand } from "../useRoomsAtHand";

interface Props {
  scene: Scene;
  store: ViewStore;
  focus: FocusStore;
}

/** Rooms for keyboards and screen readers. Nothing of it is painted or hit: picture, marks and the index do that. */
export const RoomOverlay = memo(function RoomOverlay({ scene, store, focus }: Props) {
  const layer = useRef<SVGSVGElement>(null);
  const atHand = useRoomsAtHand(scene.rooms, store);
  const [entry, setEntry] = useState<string | null>(null);
  useFollow(store, ({ view }) => {
    if (layer.current) layer.current.style.transform = cssTransform(view);
  });
  const onFocus = useCallback(
    (item: SceneRoom) => {
      setEntry(item.room.id);
      focus.point(item.room.id);
      store.change((now) => reveal(now, item.box, store.get().screen));
    },
    [store, focus],
  );
  const onMove = useCallback(
    (from: SceneRoom, key: string) => {
      const next = nearestRoom(scene.rooms, from, key);
      if (!next) return false;
      flushSync(() => {
        setEntry(next.room.id); // it may have had no element so far
      });
      document.getElementById(`shape-${next.room.id}`)?.focus({ preventScroll: true });
      return true;
    },
    [scene],
  );
  const entered = entry === null ? undefined : scene.byId.get(entry);
  const rooms = entered && !atHand.includes(entered) ? [...atHand, entered] : atHand;
  const first = entered ?? rooms[0];
  return (
    <svg className="room-overlay" role="group" aria-label="Rooms in the plan" ref={layer}>
      {rooms.map((item) => (
        <RoomShape
          key={item.room.id}
          item={item}
          units={scene.units}
          focus={focus}
          reachable={first === item}
          onFocus={onFocus}
          onMove={onMove}
        />
      ))}
    </svg>
  );
});

interface ShapeProps {
  item: SceneRoom;
  units: string | null;
  focus: FocusStore;
  /** One room is in the tab order; arrow keys lead to the others. */
  reachable: boolean;
  /** The keyboard came to the room. */
  onFocus: (item: SceneRoom) => void;
  /** An arrow key was pressed in the room; tells whether there is another one in that direction. */
  onMove: (from: SceneRoom, key: string) => boolean;
}

const RoomShape = memo(function RoomShape({ item, units, focus, reachable, onFocus, onMove }: ShapeProps) {
  const { id, area, adjacent } = item.room;
  const { selected } = useIsFocused(focus, item);
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") {
      focus.toggle(id);
      event.preventDefault();
    } else if (onMove(item, event.key)) event.preventDefault();
  };
  return (
    <path
      id={`shape-${id}`}
      className="room"
      data-room={id}
      d={roomPath(item)}
      fillRule="evenodd"
      role="button"
      aria-label={`${item.name}, ${formatArea(area, units)}, ${count(adjacent.length, "neighbour")}`}
      aria-pressed={selected}
      tabIndex={reachable ? 0 : -1}
      onFocus={({ target }) => {
        if (target.matches(":focus-visible")) onFocus(item); // a click must not move the drawing
      }}
      onBlur={() => {
        focus.point(null);
      }}
      onKeyDown={keyDown}
    />
  );
});
