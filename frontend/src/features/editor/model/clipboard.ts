import type { Wall } from "@/plan/plan";

let walls: readonly Wall[] = [];

/** Keep walls for the next paste, into any drawing of this page. */
export function copyWalls(chosen: readonly Wall[]): void {
  walls = chosen;
}

/** The walls that were copied last; none at first. */
export function copiedWalls(): readonly Wall[] {
  return walls;
}
