import type { Point } from "@/plan/plan";

import type { SheetRoom } from "../model/changes";
import type { Draft } from "../model/document";
import type { Snap, SnapTargets } from "../model/snap";
import type { EditorAction, EditorState } from "../model/state";
import type { ToolEvent } from "../useToolPointer";

/** What a drag needs to know of the sheet, as it is at the moment. */
export interface Ground {
  state: EditorState;
  /** The rooms that the sheet shows. */
  rooms: () => readonly SheetRoom[];
  /** Pixels per unit of the plan. */
  scale: number;
  /** How far something may be to be meant, in units of the plan. */
  reach: (touch: boolean) => number;
  /** The place meant by a point: near walls, on the grid, in line with `from`. */
  snapAt: (point: Point, event: Pick<ToolEvent, "alt" | "touch">, from: Point | null, targets?: SnapTargets) => Snap;
}

/** A press that moves, by what it moves: each kind is a file beside this one. Following makes the next state of it. */
export interface Drag {
  /** Where it is now, snapped; null where nothing snaps. */
  readonly cursor: Snap | null;
  /** What the draft would be if it ended here. */
  readonly preview: Draft | null;
  readonly marquee: readonly [Point, Point] | null;
  follow: (here: Point, event: ToolEvent, ground: Ground) => Drag;
  /** What it does as it ends here. */
  finish: (ground: Ground) => readonly EditorAction[];
}
