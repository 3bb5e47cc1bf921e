import type { Drag } from "./drag";

/** Tools that are pressed, not dragged. */
export const dragNothing: Drag = {
  cursor: null,
  preview: null,
  marquee: null,
  follow: () => dragNothing,
  finish: () => [],
};
