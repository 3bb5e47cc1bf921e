import type { Kind } from "./changes";
import type { Pattern } from "./drawing/pattern";

/** How kinds of change are told apart: by name, sign and pattern, and by a colour of the style sheet. */
export const LOOK: Record<Kind, { name: string; sign: string; colour: string; pattern: Pattern | null }> = {
  changed: { name: "Changed", sign: "±", colour: "--room-1", pattern: "stripes" },
  new: { name: "New", sign: "+", colour: "--room-2", pattern: "dots" },
  gone: { name: "Gone", sign: "−", colour: "--room-3", pattern: "crossed" },
  same: { name: "Same", sign: "=", colour: "--room-5", pattern: null },
};
