import type { Scene } from "./scene";
import type { Size, View } from "./view";

interface WallPaths {
  plain: Path2D;
  loadBearing: Path2D;
  /** Many walls are drawn with finer lines. */
  thin: boolean;
}

const WIDTH_PX = 2.25;
const LOAD_BEARING_PX = 4.5;
const THIN_FROM_WALLS = 300;
const MOST_GROWTH = 2;

export function wallPaths(walls: Scene["walls"]): WallPaths {
  const paths = { plain: new Path2D(), loadBearing: new Path2D(), thin: walls.length > THIN_FROM_WALLS };
  for (const { points, loadBearing } of walls) {
    const path = loadBearing ? paths.loadBearing : paths.plain;
    points.forEach(([x, y], index) => {
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
  }
  return paths;
}

/** Draw in the canvas's own text colour, sharp on any display. Lines grow slower than the plan does. */
export function drawWalls(
  canvas: HTMLCanvasElement,
  paths: WallPaths,
  view: View,
  screen: Size,
  fitScale: number,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineCap = "round";
  context.lineJoin = "round";
  const growth = Math.min(Math.sqrt(view.scale / fitScale), MOST_GROWTH) * (paths.thin ? 0.6 : 1);
  context.lineWidth = (WIDTH_PX * growth) / view.scale;
  context.stroke(paths.plain);
  context.lineWidth = (LOAD_BEARING_PX * growth) / view.scale;
  context.stroke(paths.loadBearing);
}
