import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { useShownScheme } from "@/hooks/useShownScheme";
import type { Size, View } from "@/plan/view";

import { drawDraft, type Sheet, type SheetColours } from "../drawing/drawDraft";

interface Props {
  sheet: Omit<Sheet, "picture">;
  view: View;
  screen: Size;
}

const MOST_RATIO = 2;

/** Grid, background, rooms and walls, drawn anew whenever something changes. */
export function SheetCanvas({ sheet, view, screen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useShownScheme();
  const picture = usePicture(sheet.draft.background?.source ?? null);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    const ratio = Math.min(window.devicePixelRatio, MOST_RATIO);
    const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
    if (canvas.current.width !== width || canvas.current.height !== height)
      Object.assign(canvas.current, { width, height });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    drawDraft(context, { ...sheet, picture }, view, screen, ratio, readColours(canvas.current));
  }, [sheet, picture, view, screen, scheme]);

  return <canvas ref={canvas} className="plan-canvas" aria-hidden="true" />;
}

function readColours(element: Element): SheetColours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim() || "#888";
  return {
    grid: colour("--mui-palette-drawing-grid"),
    wall: colour("--mui-palette-drawing-wall"),
    accent: colour("--mui-palette-primary-main"),
    rooms: { added: colour("--room-2"), resized: colour("--room-1"), unchanged: colour("--room-5") },
  };
}

/** A picture, once the browser has decoded it. */
function usePicture(source: string | null): HTMLImageElement | null {
  const [loaded, setLoaded] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    if (source === null) return;
    const image = new Image();
    image.onload = () => {
      setLoaded(image);
    };
    image.src = source;
    return () => {
      image.onload = null;
    };
  }, [source]);
  return source !== null && loaded?.src === source ? loaded : null;
}
