import { useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { namesOf, type RoomNames } from "@/plan/nameRooms";

import { accessOf } from "../access";
import { useShown, type FocusStore } from "../focusStore";
import type { Scene, SceneRoom } from "../scene";
import { OneRoomDetails } from "./OneRoomDetails";
import { PlanDetails } from "./PlanDetails";
import { RoomNamesForm } from "./RoomNamesForm";

interface Props {
  scene: Scene;
  focus: FocusStore;
  onSelect: (id: string) => void;
  onNames: (item: SceneRoom, names: RoomNames) => void;
}

/** What there is to know about the room that is shown, or the plan. It keeps its height, so that nothing below it moves. */
export function RoomDetails({ scene: { byId, rooms, units }, focus, onSelect, onNames }: Props) {
  const access = useMemo(() => accessOf(rooms.map(({ room }) => room)), [rooms]);
  const nameOf = (id: string) => byId.get(id)?.name ?? id;
  const [naming, setNaming] = useState<string | null>(null);
  const item = byId.get(useShown(focus) ?? "");
  const named = byId.get(naming ?? ""); // stays, whatever is pointed at meanwhile
  const section = useRef<HTMLElement>(null);
  const end = () => {
    flushSync(() => {
      setNaming(null);
    });
    section.current?.querySelector<HTMLElement>("[data-names]")?.focus(); // where the keyboard was before
  };
  if (named) {
    return (
      <section className="room-details" aria-label="Room details">
        <RoomNamesForm
          key={named.room.id}
          room={named.room}
          name={named.name}
          onCancel={end}
          onNames={(names) => {
            onNames(named, names);
            end();
          }}
        />
      </section>
    );
  }
  return (
    <section className="room-details" aria-label="Room details" aria-live="polite" ref={section}>
      {item ? (
        <OneRoomDetails
          item={item}
          units={units}
          access={access}
          nameOf={nameOf}
          onSelect={onSelect}
          onMark={(mark) => {
            onNames(item, { ...namesOf(item.room), mark });
          }}
          onName={() => {
            focus.select(item.room.id);
            setNaming(item.room.id);
          }}
        />
      ) : (
        <PlanDetails rooms={rooms} units={units} access={access} nameOf={nameOf} onSelect={onSelect} />
      )}
    </section>
  );
}
