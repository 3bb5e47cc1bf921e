import { useMemo } from "react";

import { accessOf } from "../access";
import { useShown, type FocusStore } from "../focusStore";
import type { Scene } from "../scene";
import { OneRoomDetails } from "./OneRoomDetails";
import { PlanDetails } from "./PlanDetails";

interface Props {
  scene: Scene;
  focus: FocusStore;
  onSelect: (id: string) => void;
}

/** What there is to know about the room that is shown, or the plan. It keeps its height, so that nothing below it moves. */
export function RoomDetails({ scene: { byId, rooms, units }, focus, onSelect }: Props) {
  const access = useMemo(() => accessOf(rooms.map(({ room }) => room)), [rooms]);
  const nameOf = (id: string) => byId.get(id)?.name ?? id;
  const item = byId.get(useShown(focus) ?? "");
  return (
    <section className="room-details" aria-label="Room details" aria-live="polite">
      {item ? (
        <OneRoomDetails item={item} units={units} access={access} nameOf={nameOf} onSelect={onSelect} />
      ) : (
        <PlanDetails rooms={rooms} units={units} access={access} nameOf={nameOf} onSelect={onSelect} />
      )}
    </section>
  );
}
