import { useLayoutEffect, useMemo, useRef, type RefObject } from "react";

import { useFontsLoaded } from "@/hooks/useFontsLoaded";
import { useGestures } from "@/hooks/useGestures";
import { usePointing } from "@/hooks/usePointing";
import { useShownScheme } from "@/hooks/useShownScheme";
import type { DrawingView } from "@/hooks/useView";
import { pathData } from "@/plan/drawing";
import type { Point } from "@/plan/plan";
import type { Room } from "@/plan/result";
import { toDrawing } from "@/plan/view";

import type { Change } from "../changes";
import { drawSheet, sheetPaths } from "../drawing/drawSheet";
import { markAt, type Sheet } from "../sheet";

interface Props {
  frame: RefObject<HTMLDivElement | null>;
  title: string;
  sheet: Sheet;
  view: DrawingView;
  /** The change that is spoken of. */
  shown: Change | undefined;
  /** Changes by their ids. */
  onPoint: (id: string | null) => void;
  onPress: (id: string | null) => void;
}

const MOST_RATIO = 2;

/** One sheet: a run, or both on top of each other. All that it shows is in the list, too. */
export function SheetPane({ frame, title, sheet, view: drawingView, shown, onPoint, onPress }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { view, screen, change } = drawingView;
  const scheme = useShownScheme(); // all colours change with it
  const fonts = useFontsLoaded();
  const paths = useMemo(() => sheetPaths(sheet), [sheet]);
  useLayoutEffect(() => {
    const ratio = Math.min(window.devicePixelRatio, MOST_RATIO);
    if (canvas.current) drawSheet(canvas.current, sheet, paths, { view, screen, ratio });
  }, [sheet, paths, view, screen, scheme, fonts]);
  useGestures(frame, change);
  const idAt = (at: Point) => markAt(sheet, toDrawing(view, at))?.change.id ?? null;
  usePointing(frame, {
    onPoint: (at) => {
      onPoint(at && idAt(at));
    },
    onPress: (at) => {
      onPress(idAt(at));
    },
  });
  const { side } = sheet;
  const rooms = [side === "after" ? null : shown?.before, side === "before" ? null : shown?.after];
  return (
    <div className="compare-pane" role="group" aria-label={title} ref={frame}>
      <canvas ref={canvas} aria-hidden="true" />
      <svg aria-hidden="true">
        <g transform={`translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`}>
          {rooms.map(
            (room, index) =>
              room && (
                <path key={index === 0 ? "before" : "after"} data-run={index} d={outline(room)} fillRule="evenodd" />
              ),
          )}
        </g>
      </svg>
      <p className="compare-title" data-control>
        {title}
      </p>
    </div>
  );
}

function outline({ polygon, holes }: Room): string {
  return [polygon, ...holes].map((ring) => pathData(ring, true)).join("");
}
