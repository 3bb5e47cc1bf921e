import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useMemo, useReducer, useRef, useState } from "react";

import "../editor.css";

import { DownloadIcon } from "@/components/icons";
import { KeyboardMap } from "@/components/KeyboardMap";
import { useView } from "@/hooks/useView";
import { download } from "@/lib/download";
import { compareRooms } from "@/plan/compareRooms";
import type { Plan } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";
import type { Extent } from "@/plan/view";

import { sheetRooms } from "../model/changes";
import { extentOf, planOf, type Draft } from "../model/document";
import { SNAP_ALL } from "../model/snap";
import { reduce, startState } from "../model/state";
import { useAutosave } from "../useAutosave";
import { EDITOR_KEYS, useEditorKeys } from "../useEditorKeys";
import { useSheet } from "../useSheet";
import { BackgroundPanel } from "./BackgroundPanel";
import { ChangesPanel } from "./ChangesPanel";
import { DetectionPanel, type Detection } from "./DetectionPanel";
import { EditorToolbar } from "./EditorToolbar";
import { SelectionPanel } from "./SelectionPanel";
import { Sheet } from "./Sheet";
import { SnapPanel } from "./SnapPanel";

interface Props {
  initial: Draft;
  /** Under which the draft is kept in this browser. */
  name: string;
  title: string;
  detection: Detection;
}

const NEW_SHEET: Extent = { x: -1, y: -9, width: 14, height: 10 };
const UNITS = ["m", "cm", "mm", "ft", "in", "px"];

/** Draw and change walls, find their rooms, see what became of them. */
export function Editor({ initial, name, title, detection }: Props) {
  const [state, dispatch] = useReducer(reduce, initial, startState);
  const draft = state.history.present;
  const [home, setHome] = useState(() => homeOf(initial));
  const frame = useRef<HTMLDivElement>(null);
  const lengthField = useRef<HTMLInputElement>(null);
  const view = useView(frame, home);
  const [settings, setSettings] = useState(SNAP_ALL);
  const [keysShown, setKeysShown] = useState(false);
  const work = useSheet(frame, view, state, dispatch, settings);
  const saved = useAutosave(name, draft, initial);
  const fit = () => {
    setHome(homeOf(draft));
    view.fit();
  };
  const showKeys = () => {
    setKeysShown(true);
  };
  useEditorKeys({ frame, view: { ...view, fit }, state, dispatch, work, lengthField, onKeys: showKeys });

  const { result, previous, walls: detectedWalls } = detection;
  const changes = useMemo(() => (result ? compareRooms(previous ?? NO_ROOMS, result) : null), [result, previous]);
  const rooms = useMemo(() => (changes ? sheetRooms(changes, draft.units, previous !== null) : []), [changes, previous, draft.units]);
  const stale = draft.walls !== detectedWalls;
  return (
    <>
      <div className="sheet editor-paper">
        <Sheet
          frame={frame}
          view={{ ...view, fit }}
          state={state}
          dispatch={dispatch}
          work={work}
          rooms={rooms}
          faded={stale}
          saved={saved}
          lengthField={lengthField}
        />
        <EditorToolbar state={state} dispatch={dispatch} onKeys={showKeys} />
      </div>
      <aside className="side editor-side" aria-label="Plan">
        <DetectionPanel
          detection={detection}
          disabled={draft.walls.length === 0}
          upToDate={!stale && result !== null}
          onDetect={() => {
            detection.start(planOf(draft), draft.walls);
          }}
          onWall={(index) => {
            const key = draft.walls[index]?.key;
            dispatch({ type: "tool", tool: "select" });
            if (key !== undefined) dispatch({ type: "select", keys: [key], said: `Wall ${String(index + 1)} selected.` });
          }}
        />
        {changes && <ChangesPanel changes={changes} units={draft.units} compared={previous !== null} stale={stale} />}
        <SelectionPanel state={state} dispatch={dispatch} />
        <SnapPanel settings={settings} onChange={setSettings} />
        <BackgroundPanel
          state={state}
          dispatch={dispatch}
          sheetWidth={(view.screen.width || 1000) / view.view.scale / 1.3}
        />
        <section className="panel" aria-label="File">
          <TextField
            select
            size="small"
            label="Units"
            value={draft.units ?? ""}
            slotProps={{ select: { native: true }, htmlInput: { "aria-label": "Units" } }}
            onChange={({ target }) => {
              const units = target.value === "" ? null : target.value;
              dispatch({ type: "edit", edit: (before) => ({ ...before, units }), said: `Units: ${target.value}.` });
            }}
          >
            {[...new Set([draft.units ?? "", ...UNITS])].map((units) => (
              <option key={units} value={units}>
                {units === "" ? "none" : units}
              </option>
            ))}
          </TextField>
          <Button
            size="small"
            variant="outlined"
            startIcon={<DownloadIcon />}
            disabled={draft.walls.length === 0}
            onClick={() => {
              const plan: Plan = planOf(draft);
              download(`${title}.json`, new Blob([JSON.stringify(plan)], { type: "application/json" }));
            }}
          >
            Save as a file
          </Button>
        </section>
      </aside>
      <KeyboardMap
        open={keysShown}
        groups={EDITOR_KEYS}
        onClose={() => {
          setKeysShown(false);
        }}
      />
    </>
  );
}

const NO_ROOMS: Pick<DetectionResult, "rooms"> = { rooms: [] };

function homeOf(draft: Draft): Extent {
  if (draft.walls.length === 0 && !draft.background) return NEW_SHEET;
  const [x, y, maxX, maxY] = extentOf(draft);
  return { x, y, width: maxX - x, height: maxY - y };
}
