import { useMemo, type Dispatch, type RefObject } from "react";

import { ScaleBar } from "@/components/ScaleBar";
import { ZoomControls } from "@/components/ZoomControls";
import type { DrawingView } from "@/hooks/useView";
import { formatLength } from "@/lib/format";
import { distance } from "@/plan/geometry";
import { reveal, zoomAt } from "@/plan/view";

import type { SheetRoom } from "../model/changes";
import { turnedPoint } from "../model/document";
import type { EditorAction, EditorState, Tool } from "../model/state";
import type { SaveState } from "../useAutosave";
import type { SheetWork } from "../useSheet";
import { LengthField } from "./LengthField";
import { SheetCanvas } from "./SheetCanvas";
import { angleOf, SheetOverlay } from "./SheetOverlay";

interface Props {
  frame: RefObject<HTMLDivElement | null>;
  view: DrawingView;
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  work: SheetWork;
  rooms: readonly SheetRoom[];
  faded: boolean;
  saved: SaveState;
  lengthField: RefObject<HTMLInputElement | null>;
}

const SAVED: Record<SaveState, string> = {
  none: "",
  saved: "Saved in this browser",
  saving: "Saving…",
  failed: "Not saved: this browser keeps nothing",
  conflict: "Not saved: changed in another tab",
};

/** Tools that may find nothing to do where one presses: what they say of it is in sight. */
const ANSWERING: ReadonlySet<Tool> = new Set(["door", "window", "split", "merge", "divide"]);

/** The sheet one draws on, and the line below it. */
export function Sheet({ frame, view: drawingView, state, dispatch, work, rooms, faded, saved, lengthField }: Props) {
  const { view, screen, change, fit, isFitted } = drawingView;
  const draft = work.preview ?? state.history.present;
  const { cursor, step } = work;
  const { selected, chain, said, tool, turn } = state;
  const sheet = useMemo(
    () => ({ draft, selected, gridStep: step, rooms, faded }),
    [draft, selected, step, rooms, faded],
  );
  const drawTyped = ({ length, angle }: { length: number; angle: number | null }) => {
    if (!chain) return;
    const toward = cursor && distance(cursor.point, chain.from) > 0 ? angleOf(chain.from, cursor.point) : 0;
    const radians = ((angle ?? toward) * Math.PI) / 180;
    const at = [
      chain.from[0] + length * round(Math.cos(radians)),
      chain.from[1] - length * round(Math.sin(radians)),
    ] as const;
    dispatch({ type: "place", at, hit: null, add: false });
    work.setCursor(at, false);
    change((now) => reveal(now, [...at, ...at], screen));
    frame.current?.focus({ preventScroll: true });
  };
  const [x, y] = cursor ? turnedPoint(cursor.point, draft.units) : [0, 0];
  return (
    <>
      <div
        className="plan-view editor-sheet"
        ref={frame}
        role="application"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes the keys that it names
        tabIndex={0}
        data-tool={tool}
        aria-label="Sheet: arrow keys move the cross, Enter uses the tool, question mark shows all keys"
      >
        <SheetCanvas sheet={sheet} view={view} screen={screen} />
        <SheetOverlay draft={draft} state={state} work={work} view={view} rooms={rooms} faded={faded} />
        {tool === "draw" && draft.walls.length === 0 && !draft.background && !state.chain && (
          <div className="sheet-hint">
            <p>
              <strong>Draw the first wall</strong>
              Press where it begins, and again where it ends. Corners snap to the grid and to each other.
            </p>
          </div>
        )}
        <ZoomControls
          onZoom={(factor) => {
            change((now, fitScale) => zoomAt(now, factor, [screen.width / 2, screen.height / 2], fitScale));
          }}
          onFit={fit}
          fitted={isFitted}
        />
        <div className="plan-corner editor-status" data-control>
          <ScaleBar pixelsPerUnit={view.scale} units={draft.units} />
          {tool === "draw" && (
            <LengthField
              label="Length"
              units={draft.units}
              value=""
              disabled={!chain}
              onLength={drawTyped}
              ref={lengthField}
            />
          )}
          <span className="coordinates">{cursor && `${formatLength(x, null)}, ${formatLength(y, draft.units)}`}</span>
          <span className="saved" data-state={saved}>
            {SAVED[saved]}
          </span>
        </div>
      </div>
      <div role="status" className={ANSWERING.has(tool) ? "sheet-said" : "visually-hidden"}>
        <span key={turn}>{said}</span>
      </div>
    </>
  );
}

/** Sines of straight angles are not quite zero. */
function round(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}
