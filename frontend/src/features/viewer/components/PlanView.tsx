import { useCallback, useRef, useState } from "react";

import { nearestRoom } from "../nearestRoom";
import type { Focus } from "../useFocus";
import type { Scene } from "../scene";
import { useGestures } from "../useGestures";
import { useView } from "../useView";
import { fitView, reveal, zoomAt } from "../view";
import { RoomLabels } from "./RoomLabels";
import { RoomShape } from "./RoomShape";
import { WallCanvas } from "./WallCanvas";
import { ZoomControls } from "./ZoomControls";

interface Props {
  scene: Scene;
  focus: Focus;
}

/** The drawing: rooms one can point at, walls over them, and the means to move about. */
export function PlanView({ scene, focus }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { view, screen, change, fit, isFitted } = useView(frame, scene.size);
  useGestures(frame, change);
  const [entry, setEntry] = useState(scene.rooms[0]?.room.id);
  const { shown, neighbours, selected, point, toggle } = focus;

  const focusRoom = useCallback(
    (id: string) => {
      const box = scene.rooms.find(({ room }) => room.id === id)?.box;
      setEntry(id);
      point(id);
      if (box) change((now) => reveal(now, box, screen));
    },
    [scene, screen, point, change],
  );
  const move = useCallback(
    (from: string, key: string) => {
      const next = nearestRoom(scene.rooms, from, key);
      if (next) document.getElementById(`shape-${next.room.id}`)?.focus();
      return next !== undefined;
    },
    [scene],
  );
  const zoom = (factor: number) => {
    change((now, fitScale) => zoomAt(now, factor, [screen.width / 2, screen.height / 2], fitScale));
  };

  return (
    <div className="plan-view" ref={frame}>
      <svg className="room-overlay" role="group" aria-label="Rooms in the plan">
        <g transform={`translate(${String(view.x)} ${String(view.y)})`}>
          <g transform={`scale(${String(view.scale)})`}>
            {scene.rooms.map((item) => (
              <RoomShape
                key={item.room.id}
                item={item}
                units={scene.units}
                state={shown === item.room.id ? "shown" : neighbours.has(item.room.id) ? "neighbour" : "plain"}
                selected={selected === item.room.id}
                reachable={entry === item.room.id}
                onPoint={point}
                onSelect={toggle}
                onFocusRoom={focusRoom}
                onMove={move}
              />
            ))}
          </g>
          <g aria-hidden="true">
            <RoomLabels rooms={scene.rooms} scale={view.scale} />
          </g>
        </g>
      </svg>
      <WallCanvas walls={scene.walls} view={view} screen={screen} fitScale={fitView(scene.size, screen).scale} />
      <ZoomControls onZoom={zoom} onFit={fit} fitted={isFitted} />
    </div>
  );
}
