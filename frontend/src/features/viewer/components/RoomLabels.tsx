import { memo } from "react";

import type { SceneRoom } from "../scene";

interface Props {
  rooms: readonly SceneRoom[];
  scale: number;
}

/** The longest label that fits into each room at this magnification; none where even the number does not fit. */
export const RoomLabels = memo(function RoomLabels({ rooms, scale }: Props) {
  return rooms.map(({ room, labelAt, labels }) => {
    const lines = labels.find(({ fromScale }) => fromScale <= scale)?.lines;
    if (!lines) return null;
    return (
      <text key={room.id} className="room-label" transform={`translate(${labelAt.map((v) => v * scale).join(" ")})`}>
        {lines.map((line, index) => (
          <tspan key={line} x="0" y={(index - (lines.length - 1) / 2) * 17} data-line={index}>
            {line}
          </tspan>
        ))}
      </text>
    );
  });
});
