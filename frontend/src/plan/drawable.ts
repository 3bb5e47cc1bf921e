import type { Plan, Wall } from "./plan";

interface Drawable {
  plan: Plan;
  /** Indices, in the drawable plan, of walls that are wrong and can be drawn nevertheless. */
  marked: Set<number>;
  /** Indices, in the plan as it was, of walls without readable points. */
  left: number[];
}

/** The walls of a wrong plan that can be drawn nevertheless, and which of them are to be marked. */
export function drawable(plan: Plan, wrong: ReadonlySet<number> = new Set()): Drawable {
  const walls: Wall[] = [];
  const marked = new Set<number>();
  const left: number[] = [];
  plan.walls.forEach((wall: unknown, index) => {
    if (!isDrawable(wall)) {
      left.push(index);
      return;
    }
    if (wrong.has(index)) marked.add(walls.length);
    walls.push(wall);
  });
  return { plan: { ...plan, walls }, marked, left };
}

function isDrawable(wall: unknown): wall is Wall {
  if (typeof wall !== "object" || wall === null || !("type" in wall)) return false;
  if (wall.type === "polyline") return "points" in wall && Array.isArray(wall.points) && wall.points.every(isPoint);
  if (!("start" in wall && "end" in wall && isPoint(wall.start) && isPoint(wall.end))) return false;
  return wall.type === "line" || (wall.type === "arc" && "bulge" in wall && Number.isFinite(wall.bulge));
}

function isPoint(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((coordinate) => Number.isFinite(coordinate));
}
