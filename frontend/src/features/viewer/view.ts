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

export type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

const MARGIN = 36;
const MOST_MAGNIFIED = 60;
const LEAST_MAGNIFIED = 0.4;

/** The whole drawing, in the middle. */
export function fitView(drawing: Size, screen: Size): View {
  const free = { width: Math.max(1, screen.width - 2 * MARGIN), height: Math.max(1, screen.height - 2 * MARGIN) };
  const scale = Math.min(free.width / (drawing.width || 1), free.height / (drawing.height || 1));
  return {
    scale,
    x: (screen.width - drawing.width * scale) / 2,
    y: (screen.height - drawing.height * scale) / 2,
  };
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

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
