import { useLayoutEffect, useRef, useState } from "react";

import { useShownScheme } from "@/hooks/useShownScheme";
import { count } from "@/lib/format";
import type { Point } from "@/plan/plan";
import { cssTransform, panBy, type Size, type View } from "@/plan/view";
import type { Sight, ViewStore } from "@/plan/viewStore";

import type { Look } from "../drawing/picture";
import type { Painter } from "../drawing/Painter";
import { readPalette } from "../drawing/palette";

interface Props {
  painter: Painter;
  look: Look;
  store: ViewStore;
  walls: number;
}

/** What is drawn around the screen, so that a drag shows it at once. */
const MARGIN_PX = 128;
const REST_MS = 120;
const MOST_RATIO = 2;

/** Device pixels per CSS pixel of a picture. */
export function pictureRatio(): number {
  return Math.min(window.devicePixelRatio, MOST_RATIO);
}

interface Shown {
  view: View;
  screen: Size;
  /** Where the picture begins: left of and above the screen. */
  start: Point;
}

/**
 * Rooms, walls and labels in one picture. A gesture moves the picture that there is by one transform; meanwhile the
 * painter draws the next, and the page waits for neither.
 */
export function PlanCanvas({ painter, look, store, walls }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<Shown | null>(null);
  const [wait, setWait] = useState<"drawing" | "failed" | null>(null);
  const scheme = useShownScheme(); // all colours change with it

  useLayoutEffect(() => {
    const node = canvas.current;
    const surface = node?.getContext("bitmaprenderer");
    if (!node || !surface) return;
    const palette = readPalette(node);
    let [here, painting, first] = [true, false, true];
    let pauseEnds = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const paint = async () => {
      const { view, screen, fitScale } = store.get();
      if (painting || screen.width === 0) return;
      painting = true;
      if (!shown.current) setWait("drawing");
      const began = performance.now();
      const around = { width: screen.width + 2 * MARGIN_PX, height: screen.height + 2 * MARGIN_PX };
      const ratio = pictureRatio();
      const start = startOf(node, ratio);
      const frame = { view: panBy(view, ...start), screen: around, fitScale, ratio };
      const drawing = painter.paint({ look, frame, palette, paper: false, findings: true });
      const bitmap = await drawing.finally(() => (painting = false));
      if (!bitmap) return;
      if (!here) {
        bitmap.close();
        return;
      }
      const { width, height } = bitmap; // whole pixels; stretched to anything else it would be blurred
      surface.transferFromImageBitmap(bitmap);
      Object.assign(node.style, { width: `${width / ratio}px`, height: `${height / ratio}px` });
      shown.current = { view, screen, start };
      setWait(null);
      first = false;
      pauseEnds = 2 * performance.now() - began;
      follow();
    };
    const fail = (error: unknown) => {
      if (here) setWait("failed");
      reportError(error);
    };
    const follow = () => {
      const now = store.get();
      if (shown.current) node.style.transform = placed(shown.current, now.view);
      clearTimeout(timer);
      if (painting) return; // what was drawn meanwhile is compared when it is here
      const wanted = first ? "now" : wantedWhen(shown.current, now);
      if (wanted === null) return;
      // Frames need the processor, too: the next picture waits for as long as the last one took, but not after a rest.
      const pause = wanted === "now" ? Math.min(pauseEnds - performance.now(), REST_MS) : REST_MS;
      if (pause > 0) timer = setTimeout(() => void paint().catch(fail), pause);
      else paint().catch(fail);
    };
    follow();
    const unsubscribe = store.subscribe(follow);
    return () => {
      here = false;
      clearTimeout(timer);
      unsubscribe();
    };
  }, [painter, look, store, scheme]);

  return (
    <>
      <canvas ref={canvas} className="plan-canvas" aria-hidden="true" />
      <p role="status" className="drawing-wait" data-state={wait}>
        {wait === "drawing" && `Drawing ${count(walls, "wall")}…`}
        {wait === "failed" &&
          "The picture could not be drawn. The list beside it is complete; load the page again for the picture."}
      </p>
    </>
  );
}

/** Where a picture that was drawn for one view lies in another. */
function placed({ view, start }: Shown, now: View): string {
  const scale = now.scale / view.scale;
  return cssTransform({ scale, x: now.x - (view.x + start[0]) * scale, y: now.y - (view.y + start[1]) * scale });
}

/** A margin around the screen, and what it takes to begin at a whole device pixel: between two it would be blurred. */
function startOf(canvas: Element, ratio: number): Point {
  const screen = canvas.parentElement?.getBoundingClientRect();
  const margin = (edge: number) => {
    const pixels = (edge - MARGIN_PX) * ratio;
    return MARGIN_PX + (pixels - Math.floor(pixels)) / ratio;
  };
  return [margin(screen?.left ?? 0), margin(screen?.top ?? 0)];
}

/** At once if lines would be too thin or thick, or what lies around the screen comes to its end; else to be sharp. */
function wantedWhen(shown: Shown | null, { view, screen }: Sight): "now" | "at rest" | null {
  if (shown?.screen !== screen || shown.view.scale !== view.scale) return "now";
  const [dx, dy] = [view.x - shown.view.x, view.y - shown.view.y];
  if (Math.max(Math.abs(dx), Math.abs(dy)) > MARGIN_PX / 2) return "now";
  return dx === 0 && dy === 0 ? null : "at rest";
}
