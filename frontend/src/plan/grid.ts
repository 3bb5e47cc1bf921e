import type { Box } from "./view";

const MOST_CELLS_A_SIDE = 256;

/** Finds which of many boxes lie near a place, without looking at all of them: a uniform grid of their indices. */
export class Grid {
  readonly #boxes: readonly Box[];
  readonly #cells: Map<number, number[]> = new Map<number, number[]>();
  readonly #side: number;
  readonly #cell: number;
  readonly #origin: readonly [number, number];

  /** About as many cells as boxes, at most 256 × 256. */
  constructor(boxes: readonly Box[]) {
    this.#boxes = boxes;
    const [minX, minY, maxX, maxY] = unionOf(boxes);
    this.#side = Math.min(MOST_CELLS_A_SIDE, Math.max(1, Math.ceil(Math.sqrt(boxes.length))));
    this.#cell = Math.max(maxX - minX, maxY - minY) / this.#side || 1;
    this.#origin = [minX, minY];
    boxes.forEach((box, index) => {
      this.#visit(box, (key) => {
        const found = this.#cells.get(key);
        if (found) found.push(index);
        else this.#cells.set(key, [index]);
      });
    });
  }

  /** Indices of the boxes that touch this one, each once, in ascending order. */
  search(box: Box): number[] {
    const found = new Set<number>();
    this.#visit(box, (key) => {
      for (const index of this.#cells.get(key) ?? []) {
        const other = this.#boxes[index];
        if (other && touches(other, box)) found.add(index);
      }
    });
    return [...found].sort((a, b) => a - b);
  }

  #visit(box: Box, visit: (key: number) => void): void {
    const [column0, row0] = this.#cellAt(box[0], box[1]);
    const [column1, row1] = this.#cellAt(box[2], box[3]);
    for (let row = row0; row <= row1; row++) {
      for (let column = column0; column <= column1; column++) visit(row * this.#side + column);
    }
  }

  #cellAt(x: number, y: number): [number, number] {
    const at = (value: number, origin: number) =>
      Math.min(this.#side - 1, Math.max(0, Math.floor((value - origin) / this.#cell)));
    return [at(x, this.#origin[0]), at(y, this.#origin[1])];
  }
}

export function touches(a: Box, b: Box): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

/** The smallest box around all; 0, 0, 0, 0 around none. */
export function unionOf(boxes: readonly Box[]): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    minX = Math.min(minX, box[0]);
    minY = Math.min(minY, box[1]);
    maxX = Math.max(maxX, box[2]);
    maxY = Math.max(maxY, box[3]);
  }
  return minX <= maxX ? [minX, minY, maxX, maxY] : [0, 0, 0, 0];
}

export function boxOf(points: readonly (readonly [number, number])[]): Box {
  return unionOf(points.map(([x, y]) => [x, y, x, y]));
}
