import { memo, useMemo, type KeyboardEvent } from "react";

import { count, formatArea } from "@/lib/format";

import { roomPath, type Scene, type SceneRoom } from "../scene";

interface Events {
  /** The keyboard came to a room; null when it left. */
  onFocusRoom: (id: string | null) => void;
  onSelect: (id: string) => void;
  /** An arrow key was pressed in a room; tells whether there is another one in that direction. */
  onMove: (from: string, key: string) => boolean;
}

interface Props extends Events {
  scene: Scene;
  selected: string | null;
  /** One room is in the tab order; arrow keys lead to the others. */
  entry: string | undefined;
}

/** As many rooms have elements, the largest first. More would slow every page down; the table has all of them. */
const MOST_ELEMENTS = 1000;

/** Rooms that have an element which the keyboard can reach. */
export function reachableRooms(rooms: readonly SceneRoom[]): readonly SceneRoom[] {
  if (rooms.length <= MOST_ELEMENTS) return rooms;
  return rooms.toSorted((a, b) => b.room.area - a.room.area).slice(0, MOST_ELEMENTS);
}

/** Rooms for keyboards, screen readers and pointers. Nothing of it is painted: canvas and marks do that. */
export const RoomOverlay = memo(function RoomOverlay({ scene, selected, entry, ...events }: Props) {
  const rooms = useMemo(() => reachableRooms(scene.rooms), [scene]);
  const first = entry ?? rooms[0]?.room.id;
  return rooms.map((item) => (
    <RoomShape
      key={item.room.id}
      item={item}
      units={scene.units}
      selected={selected === item.room.id}
      reachable={first === item.room.id}
      {...events}
    />
  ));
});

interface ShapeProps extends Events {
  item: SceneRoom;
  units: string | null;
  selected: boolean;
  reachable: boolean;
}

const RoomShape = memo(function RoomShape(props: ShapeProps) {
  const { item, units, selected, reachable, onSelect, onFocusRoom, onMove } = props;
  const { id, area, adjacent } = item.room;
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") {
      onSelect(id);
      event.preventDefault();
    } else if (onMove(id, event.key)) event.preventDefault();
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
        if (target.matches(":focus-visible")) onFocusRoom(id); // a click must not move the drawing
      }}
      onBlur={() => {
        onFocusRoom(null);
      }}
      onKeyDown={keyDown}
    />
  );
});
