import type { SceneRoom } from "../scene";
import { OneRoomDetails } from "./OneRoomDetails";
import { PlanDetails } from "./PlanDetails";

interface Props {
  item: SceneRoom | undefined;
  rooms: readonly SceneRoom[];
  units: string | null;
  onSelect: (id: string) => void;
}

/** What there is to know about one room. It keeps its height, so that nothing below it moves. */
export function RoomDetails({ item, rooms, units, onSelect }: Props) {
  return (
    <section className="room-details" aria-label="Room details" aria-live="polite">
      {item ? (
        <OneRoomDetails item={item} units={units} onSelect={onSelect} />
      ) : (
        <PlanDetails rooms={rooms} units={units} onSelect={onSelect} />
      )}
    </section>
  );
}
