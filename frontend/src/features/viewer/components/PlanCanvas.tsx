import { useColorScheme } from "@mui/material/styles";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { cssTransform, evenInsets, fitView, type Size, type View } from "@/lib/view";

import { drawPlan, type Picture } from "../drawing/drawPlan";
import { readPalette } from "../drawing/palette";

interface Props {
  picture: Picture;
  view: View;
  screen: Size;
  fitScale: number;
}

/** As many shapes are drawn anew in each frame of a gesture; of more, the picture there is is moved, until it rests. */
const SHAPES_A_FRAME = 25_000;
const REST_MS = 140;
const MOST_RATIO = 2;

/** Rooms, walls and labels on one canvas, in few strokes: fast at tens of thousands, where an element each is not. */
export function PlanCanvas({ picture, view, screen, fitScale }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<{ view: View; shapes: number; key: unknown[] }>({ view, shapes: 0, key: [] });
  const { colorScheme } = useColorScheme(); // all colours change with it
  const fonts = useFontsLoaded();

  useLayoutEffect(() => {
    const node = canvas.current;
    if (!node) return;
    const key = [picture, screen, colorScheme, fonts];
    const draw = () => {
      node.style.transform = "";
      drawn.current = { view, shapes: drawOn(node, picture, view, screen, fitScale), key };
    };
    const onlyMoved = key.every((value, index) => value === drawn.current.key[index]);
    if (!onlyMoved || drawn.current.shapes <= SHAPES_A_FRAME) {
      draw();
      return;
    }
    const from = drawn.current.view;
    const scale = view.scale / from.scale;
    node.style.transform = cssTransform({ scale, x: view.x - from.x * scale, y: view.y - from.y * scale });
    const timer = setTimeout(draw, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [picture, view, screen, fitScale, colorScheme, fonts]);

  return <canvas ref={canvas} className="plan-canvas" aria-hidden="true" />;
}

function drawOn(
  canvas: HTMLCanvasElement,
  picture: Picture,
  view: View,
  screen: Size,
  fitScale: number,
  paper = false,
): number {
  const context = canvas.getContext("2d");
  if (!context) return 0;
  const ratio = Math.min(window.devicePixelRatio, MOST_RATIO);
  const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const palette = readPalette(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  if (paper) {
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, width, height);
  }
  return drawPlan(context, picture, { view, screen, fitScale, ratio }, palette);
}

/** Draw all of a plan on a canvas of a size, fitted; on paper, for a picture that stands alone. */
export function paintWhole(canvas: HTMLCanvasElement, picture: Picture, screen: Size, margin = 1, paper = false): void {
  const view = fitView(picture.scene.size, screen, evenInsets(margin));
  drawOn(canvas, picture, view, screen, view.scale, paper);
}

/** A canvas does not draw itself anew when its typeface has come. */
function useFontsLoaded(): boolean {
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    let here = true;
    void document.fonts.ready.then(() => {
      if (here) setLoaded(true);
    });
    return () => {
      here = false;
    };
  }, []);
  return loaded;
}
