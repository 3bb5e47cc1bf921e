import type { SceneRoom } from "./scene";

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The room that lies next in the direction of an arrow key; sideways counts twice. */
export function nearestRoom(rooms: readonly SceneRoom[], start: SceneRoom, key: string): SceneRoom | undefined {
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  const [ux, uy] = direction;
  let [nearest, best]: [SceneRoom | undefined, number] = [undefined, Infinity];
  for (const candidate of rooms) {
    const [dx, dy] = [candidate.labelPoint[0] - start.labelPoint[0], candidate.labelPoint[1] - start.labelPoint[1]];
    const ahead = dx * ux + dy * uy;
    const aside = Math.abs(dx * uy) + Math.abs(dy * ux);
    if (candidate === start || ahead <= 0) continue;
    const distance = ahead + 2 * aside;
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest;
}
