import type { Draft } from "../model/document";
import { moveOpening } from "../model/openings";
import type { Drag } from "./drag";

/** A door or a window, along its wall. */
export function dragOpening(draft: Draft, key: number, preview: Draft | null = null): Drag {
  return {
    cursor: null,
    preview,
    marquee: null,
    follow: (here) => dragOpening(draft, key, moveOpening(draft, key, here)),
    finish: () => (preview ? [{ type: "edit", edit: () => preview, said: "Moved along the wall." }] : []),
  };
}
