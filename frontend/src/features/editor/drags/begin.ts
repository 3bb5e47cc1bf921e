import { distance } from "@/plan/geometry";
import type { Point } from "@/plan/plan";

import { vertices } from "../model/document";
import { openingAt } from "../model/openings";
import { wallAt, type SnapTargets } from "../model/snap";
import type { EditorAction } from "../model/state";
import type { ToolEvent } from "../useToolPointer";
import { dragCorner } from "./corner";
import type { Drag, Ground } from "./drag";
import { dragDivide } from "./divide";
import { dragLine } from "./line";
import { dragMarquee } from "./marquee";
import { dragNothing } from "./nothing";
import { dragOpening } from "./opening";
import { dragWallsFrom } from "./walls";

interface Press {
  /** Where it was, in the plan. */
  start: Point;
  event: ToolEvent;
  /** With Shift as it is now that it moves. */
  add: boolean;
}

/** What a press that begins to move drags, by tool and place; and what is to be done before it does. */
export function beginDrag(
  { start, event, add }: Press,
  ground: Ground,
  targets: SnapTargets,
): { drag: Drag; first: EditorAction[] } {
  const { state, reach, snapAt } = ground;
  const draft = state.history.present;
  const only = (drag: Drag) => ({ drag, first: [] });
  if (state.tool === "draw") return only(dragLine(state.chain?.from ?? snapAt(start, event, null).point));
  if (state.tool === "divide") return only(dragDivide(snapAt(start, event, null).point));
  if (state.tool !== "select") return only(dragNothing);
  const near = reach(event.touch);
  const corner = draft.walls
    .filter(({ key }) => state.selected.has(key))
    .flatMap(({ wall }) => vertices(wall))
    .find((point) => distance(point, start) <= near);
  if (corner) return only(dragCorner(draft, corner));
  const opening = openingAt(draft, start, near);
  if (opening !== null) return { drag: dragOpening(draft, opening), first: [{ type: "select", keys: [opening] }] };
  const hit = wallAt(targets, start, near);
  if (hit === null) return only(dragMarquee(start, add));
  if (state.selected.has(hit)) return only(dragWallsFrom(draft, state.selected, hit, start));
  const keys = new Set([hit]);
  return { drag: dragWallsFrom(draft, keys, hit, start), first: [{ type: "select", keys }] };
}
