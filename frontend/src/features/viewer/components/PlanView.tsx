import { useCallback, useEffect, useMemo, useState, type CSSProperties, type RefObject } from "react";

import { Minimap } from "@/components/Minimap";
import { ScaleBar } from "@/components/ScaleBar";
import { ZoomControls } from "@/components/ZoomControls";
import type { DrawingView } from "@/lib/useView";
import { useGestures } from "@/lib/useGestures";
import { cssTransform, fitView, reveal, sightOf, toDrawing, zoomAt, type Size } from "@/lib/view";

import type { Picture } from "../drawing/drawPlan";
import { nearestRoom } from "../nearestRoom";
import { roomAt } from "../roomAt";
import type { Focus } from "../useFocus";
import { useMeasure } from "../useMeasure";
import { usePointing } from "../usePointing";
import type { ViewerSettings } from "../useViewerSettings";
import { usePlanKeys } from "../usePlanKeys";
import { FindingCallout } from "./FindingCallout";
import { FindingMarks } from "./FindingMarks";
import { Legend } from "./Legend";
import { MeasureBar } from "./MeasureBar";
import { MeasureMarks } from "./MeasureMarks";
import { paintWhole, PlanCanvas } from "./PlanCanvas";
import { RoomMarks } from "./RoomMarks";
import { RoomOverlay, reachableRooms } from "./RoomOverlay";

interface Props {
  frame: RefObject<HTMLDivElement | null>;
  view: DrawingView;
  picture: Picture;
  focus: Focus;
  settings: ViewerSettings;
  onSelectFinding: (number: number) => void;
}

const ZOOM_STEP = 1.5;
const SNAP_PX = 12;
const LARGE_FROM_WALLS = 100;

/** The drawing: rooms one can point at, walls over them, and the means to move about. */
export function PlanView({ frame, view: drawingView, picture, focus, settings, onSelectFinding }: Props) {
  const { view, screen, change, fit, isFitted } = drawingView;
  const { scene, stage } = picture;
  const { point, toggle, selected } = focus;
  const fitScale = fitView(scene.size, screen).scale;
  const [entry, setEntry] = useState<string>();
  const measure = useMeasure(scene, settings.measuring);
  const reach = SNAP_PX / view.scale;
  const reachable = useMemo(() => reachableRooms(scene.rooms), [scene]);

  useGestures(frame, change);
  usePointing(frame, {
    onPoint: (at, hit) => {
      const where = at && toDrawing(view, at);
      if (measure) measure.move(where, reach);
      if (hit.finding !== settings.finding) settings.set({ finding: hit.finding });
      point(where && !measure && stage === "after" ? (hit.room ?? roomAt(scene, where)) : null);
    },
    onPress: (at, hit) => {
      const where = toDrawing(view, at);
      if (measure) measure.add(where, reach);
      else if (hit.finding !== null) onSelectFinding(hit.finding);
      else {
        const room = stage === "after" ? (hit.room ?? roomAt(scene, where)) : null;
        if (room) toggle(room);
      }
    },
  });
  const zoom = (factor: number) => {
    change((now, least) => zoomAt(now, factor, [screen.width / 2, screen.height / 2], least));
  };
  usePlanKeys({ frame, drawingView, settings, measure, zoom: (sign) => { zoom(ZOOM_STEP ** sign); }, reach });
  useEffect(() => {
    if (settings.measuring) frame.current?.focus({ preventScroll: true });
  }, [settings.measuring, frame]);

  const focusRoom = useCallback(
    (id: string | null) => {
      const item = id === null ? undefined : scene.byId.get(id);
      if (id !== null) setEntry(id);
      point(id);
      if (item) change((now) => reveal(now, item.box, screen));
    },
    [scene, screen, point, change],
  );
  const move = useCallback(
    (from: string, key: string) => {
      const next = nearestRoom(reachable, from, key);
      if (next) document.getElementById(`shape-${next.room.id}`)?.focus({ preventScroll: true });
      return next !== undefined;
    },
    [reachable],
  );
  const paint = useCallback(
    (canvas: HTMLCanvasElement, size: Size) => {
      paintWhole(canvas, { ...picture, scene: { ...scene, findings: [] } }, size);
    },
    [picture, scene],
  );
  const finding = scene.findings.find(({ number }) => number === settings.finding);
  const magnified = `translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`;
  return (
    <div className="plan-view" ref={frame} tabIndex={-1} data-measuring={settings.measuring}>
      <PlanCanvas picture={picture} view={view} screen={screen} fitScale={fitScale} />
      <div inert={settings.measuring || stage === "before"}>
        <svg
          className="room-overlay"
          role="group"
          aria-label="Rooms in the plan"
          style={{ transform: cssTransform(view) }}
        >
          <RoomOverlay
            scene={scene}
            selected={selected}
            entry={entry}
            onFocusRoom={focusRoom}
            onSelect={toggle}
            onMove={move}
          />
        </svg>
      </div>
      <svg className="mark-layer" aria-hidden="true" style={{ "--upright": 1 / view.scale } as CSSProperties}>
        <g transform={magnified}>
          {stage === "after" && <RoomMarks scene={scene} focus={focus} />}
          <FindingMarks findings={scene.findings} shown={settings.finding} />
          {measure && <MeasureMarks scene={scene} measure={measure} />}
        </g>
      </svg>
      {finding && <FindingCallout finding={finding} view={view} screen={screen} />}
      <div className="plan-corner">
        <ScaleBar pixelsPerUnit={view.scale * scene.scale} units={scene.units} />
        <Legend scene={scene} picture={picture} />
      </div>
      {scene.walls.length >= LARGE_FROM_WALLS && !isFitted && (
        <Minimap drawing={scene.size} paint={paint} sight={sightOf(view, screen)} screen={screen} onMove={change} />
      )}
      {measure && <MeasureBar measure={measure} scene={scene} onEnd={() => { settings.set({ measuring: false }); }} />}
      <ZoomControls onZoom={zoom} onFit={fit} fitted={isFitted} />
    </div>
  );
}
