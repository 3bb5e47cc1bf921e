import { memo } from "react";

import { useSelected, useShown, type FocusStore } from "../focusStore";
import { roomPath, type Scene } from "../scene";

interface Props {
  scene: Scene;
  focus: FocusStore;
}

/** The rooms that are spoken of, marked over the drawing: a few paths, however many rooms there are. */
export const RoomMarks = memo(function RoomMarks({ scene, focus }: Props) {
  const shown = useShown(focus);
  const selected = useSelected(focus);
  const neighbours = scene.byId.get(shown ?? "")?.room.adjacent ?? [];
  const marks = [
    ...neighbours.map(({ room }) => [room, "neighbour"] as const),
    ...(selected !== null && selected !== shown ? [[selected, "selected"] as const] : []),
    ...(shown !== null ? [[shown, "shown"] as const] : []),
  ];
  return marks.map(([id, kind]) => {
    const item = scene.byId.get(id);
    return (
      item && (
        <path key={id} className="room-mark" data-kind={kind} data-of={id} d={roomPath(item)} fillRule="evenodd" />
      )
    );
  });
});
