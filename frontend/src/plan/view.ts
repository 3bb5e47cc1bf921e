/** Where a drawing lies on the screen: screen = drawing × scale + offset, in CSS pixels. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** What is to be seen: a size, from an origin on, which is 0, 0 unless it says otherwise. */
export interface Extent extends Size {
  x?: number;
  y?: number;
}

export type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

const MARGIN = 36;

/** Free space around a fitted drawing, in pixels. */
export interface Insets {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Controls lie along three sides of a drawing; on a phone there is no space to leave for those at the right. */
function insetsFor({ width }: Size): Insets {
  return width < 600 ? { left: 16, right: 16, top: 64, bottom: 76 } : { left: 36, right: 72, top: 68, bottom: 68 };
}
const MOST_MAGNIFIED = 60;
const LEAST_MAGNIFIED = 0.4;
/** A box that is shown close up takes a quarter of the screen, unless that would be too close. */
const AROUND = 4;
const CLOSE_UP = 10;

/** The whole drawing, in the middle of what the insets leave free. */
export function fitView(drawing: Extent, screen: Size, { left, right, top, bottom } = insetsFor(screen)): View {
  const free = { width: Math.max(1, screen.width - left - right), height: Math.max(1, screen.height - top - bottom) };
  const scale = Math.min(free.width / (drawing.width || 1), free.height / (drawing.height || 1));
  return {
    scale,
    x: left + (free.width - drawing.width * scale) / 2 - (drawing.x ?? 0) * scale,
    y: top + (free.height - drawing.height * scale) / 2 - (drawing.y ?? 0) * scale,
  };
}

/** The same space on all sides. */
export function evenInsets(margin: number): Insets {
  return { left: margin, right: margin, top: margin, bottom: margin };
}

/** Magnify by a factor, and keep what lies under the point where it is. */
export function zoomAt(view: View, factor: number, [px, py]: readonly [number, number], fitScale: number): View {
  const scale = clamp(view.scale * factor, fitScale * LEAST_MAGNIFIED, fitScale * MOST_MAGNIFIED);
  const ratio = scale / view.scale;
  return { scale, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio };
}

export function panBy(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Move as little as needed to show the middle of a box. */
export function reveal(view: View, [minX, minY, maxX, maxY]: Box, screen: Size): View {
  const x = ((minX + maxX) / 2) * view.scale + view.x;
  const y = ((minY + maxY) / 2) * view.scale + view.y;
  const dx = clamp(x, MARGIN, Math.max(MARGIN, screen.width - MARGIN)) - x;
  const dy = clamp(y, MARGIN, Math.max(MARGIN, screen.height - MARGIN)) - y;
  return dx === 0 && dy === 0 ? view : panBy(view, dx, dy);
}

/** Show a box large, with what lies around it. */
export function zoomTo([minX, minY, maxX, maxY]: Box, screen: Size, fitScale: number): View {
  const closest = Math.min(screen.width / (maxX - minX || 1), screen.height / (maxY - minY || 1)) / AROUND;
  const scale = clamp(closest, fitScale, fitScale * CLOSE_UP);
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  return { scale, x: screen.width / 2 - x * scale, y: screen.height / 2 - y * scale };
}

/** The part of the drawing that the screen shows. */
export function sightOf({ scale, x, y }: View, { width, height }: Size): Box {
  return [-x / scale, -y / scale, (width - x) / scale, (height - y) / scale];
}

/** Where on the drawing a place of the screen is. */
export function toDrawing({ scale, x, y }: View, [px, py]: readonly [number, number]): [number, number] {
  return [(px - x) / scale, (py - y) / scale];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The same as a CSS transform with its origin at the top left. */
export function cssTransform({ scale, x, y }: View): string {
  return `translate(${x}px, ${y}px) scale(${scale})`;
}
