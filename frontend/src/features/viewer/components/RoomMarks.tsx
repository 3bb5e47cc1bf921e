import { memo } from "react";

import { roomPath, type Scene } from "../scene";
import type { Focus } from "../useFocus";

interface Props {
  scene: Scene;
  focus: Pick<Focus, "shown" | "selected" | "neighbours">;
}

/** The rooms that are spoken of, marked over the drawing: a few paths, however many rooms there are. */
export const RoomMarks = memo(function RoomMarks({ scene, focus: { shown, selected, neighbours } }: Props) {
  const marks = [
    ...[...neighbours].map((id) => [id, "neighbour"] as const),
    ...(selected !== null && selected !== shown ? [[selected, "selected"] as const] : []),
    ...(shown !== null ? [[shown, "shown"] as const] : []),
  ];
  return marks.map(([id, kind]) => {
    const item = scene.byId.get(id);
    return item && <path key={id} className="room-mark" data-kind={kind} data-of={id} d={roomPath(item)} fillRule="evenodd" />;
  });
});
