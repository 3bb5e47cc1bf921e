import { useCallback, useEffect, type RefObject } from "react";

import { Minimap } from "@/components/Minimap";
import { ScaleBar } from "@/components/ScaleBar";
import { ZoomControls } from "@/components/ZoomControls";
import { useGestures } from "@/hooks/useGestures";
import { useSight } from "@/hooks/useView";
import { toDrawing, zoomAt, type Size } from "@/plan/view";
import type { ViewStore } from "@/plan/viewStore";

import type { Look } from "../drawing/picture";
import type { Painter } from "../drawing/Painter";
import { readPalette } from "../drawing/palette";
import type { FocusStore } from "../focusStore";
import { roomAt } from "../roomAt";
import type { Scene } from "../scene";
import { useMeasure } from "../useMeasure";
import { usePlanKeys } from "../usePlanKeys";
import { usePointing, type Hit } from "../usePointing";
import type { ViewerSettings } from "../useViewerSettings";
import { FindingCallout } from "./FindingCallout";
import { FindingMarks } from "./FindingMarks";
import { Legend } from "./Legend";
import { MarkLayer } from "./MarkLayer";
import { MeasureBar } from "./MeasureBar";
import { MeasureMarks } from "./MeasureMarks";
import { pictureRatio, PlanCanvas } from "./PlanCanvas";
import { RoomMarks } from "./RoomMarks";
import { RoomOverlay } from "./RoomOverlay";

interface Props {
  frame: RefObject<HTMLDivElement | null>;
  scene: Scene;
  painter: Painter;
  look: Look;
  store: ViewStore;
  focus: FocusStore;
  settings: ViewerSettings;
  onSelectFinding: (number: number) => void;
}

const ZOOM_STEP = 1.5;
const SNAP_PX = 12;
const LARGE_FROM_WALLS = 100;

/** The drawing: rooms one can point at, walls over them, and the means to move about. Gestures render none of it. */
export function PlanView({ frame, scene, painter, look, store, focus, settings, onSelectFinding }: Props) {
  const isFitted = useSight(store, (now) => now.isFitted);
  const measure = useMeasure(scene, settings.measuring);
  const reach = () => SNAP_PX / store.get().view.scale;
  const roomHit = (at: readonly [number, number], hit: Hit) =>
    look.stage === "after" ? (hit.room ?? roomAt(scene, toDrawing(store.get().view, at))) : null;

  useGestures(frame, store.change);
  usePointing(frame, {
    onPoint: (at, hit) => {
      if (measure) measure.move(at && toDrawing(store.get().view, at), reach());
      if (hit.finding !== settings.finding) settings.set({ finding: hit.finding });
      const room = at && !measure ? roomHit(at, hit) : null;
      focus.point(room);
      frame.current?.toggleAttribute("data-on-room", room !== null);
    },
    onPress: (at, hit) => {
      if (measure) measure.add(toDrawing(store.get().view, at), reach());
      else if (hit.finding !== null) onSelectFinding(hit.finding);
      else {
        const room = roomHit(at, hit);
        if (room) focus.toggle(room);
      }
    },
  });
  const zoom = (factor: number) => {
    const { width, height } = store.get().screen;
    store.change((now, least) => zoomAt(now, factor, [width / 2, height / 2], least));
  };
  usePlanKeys({
    frame,
    store,
    settings,
    measure,
    zoom: (sign) => {
      zoom(ZOOM_STEP ** sign);
    },
    reach,
  });
  useEffect(() => {
    if (settings.measuring) frame.current?.focus({ preventScroll: true });
  }, [settings.measuring, frame]);

  const paint = useCallback(
    (canvas: HTMLCanvasElement, size: Size) => {
      const order = { look, palette: readPalette(canvas), paper: false, findings: false };
      const show = (bitmap: ImageBitmap | null) => {
        if (bitmap) canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
      };
      painter.paintWhole(order, size, pictureRatio()).then(show).catch(reportError);
    },
    [painter, look],
  );
  const finding = scene.findings.find(({ number }) => number === settings.finding);
  return (
    <div className="plan-view" ref={frame} tabIndex={-1} data-measuring={settings.measuring}>
      <PlanCanvas painter={painter} look={look} store={store} walls={scene.walls.length} />
      <div inert={settings.measuring || look.stage === "before"}>
        <RoomOverlay scene={scene} store={store} focus={focus} />
      </div>
      {look.stage === "after" && (
        <MarkLayer store={store}>
          <RoomMarks scene={scene} focus={focus} />
        </MarkLayer>
      )}
      <MarkLayer store={store}>
        <FindingMarks findings={scene.findings} shown={settings.finding} />
        {measure && <MeasureMarks scene={scene} measure={measure} />}
      </MarkLayer>
      {finding && <FindingCallout finding={finding} store={store} />}
      <div className="plan-corner">
        <PlanScale scene={scene} store={store} />
        <Legend scene={scene} look={look} />
      </div>
      {scene.walls.length >= LARGE_FROM_WALLS && !isFitted && (
        <Minimap drawing={scene.size} paint={paint} store={store} />
      )}
      {measure && (
        <MeasureBar
          measure={measure}
          scene={scene}
          onEnd={() => {
            settings.set({ measuring: false });
          }}
        />
      )}
      <ZoomControls onZoom={zoom} onFit={store.fit} fitted={isFitted} />
    </div>
  );
}

function PlanScale({ scene, store }: { scene: Scene; store: ViewStore }) {
  const scale = useSight(store, ({ view }) => view.scale);
  return <ScaleBar pixelsPerUnit={scale * scene.scale} units={scene.units} />;
}
