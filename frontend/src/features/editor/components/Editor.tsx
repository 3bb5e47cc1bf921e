import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useEffect, useEffectEvent, useReducer, useRef, useState } from "react";

import "../drafts.css";
import "../editor.css";

import { DownloadIcon } from "@/components/icons";
import { KeyboardMap } from "@/components/KeyboardMap";
import { useView } from "@/hooks/useView";
import { download, fileName } from "@/lib/download";
import type { Plan } from "@/plan/plan";
import type { Extent } from "@/plan/view";

import type { StoredDraft } from "../draftStore";
import { keepCopy } from "../keepCopy";
import { useLiveRooms } from "../live/useLiveRooms";
import { useSheetRooms } from "../live/useSheetRooms";
import type { SheetRoom } from "../model/changes";
import { extentOf, isSamePlan, planOf, type Draft } from "../model/document";
import { wallsWithOpenings } from "../model/openingsInPlans";
import { SNAP_ALL } from "../model/snap";
import { reduce, startState } from "../model/state";
import { useAutosave } from "../useAutosave";
import { EDITOR_KEYS, useEditorKeys } from "../useEditorKeys";
import { useSheet } from "../useSheet";
import { BackgroundPanel } from "./BackgroundPanel";
import { ChangesPanel } from "./ChangesPanel";
import { ConflictDialog } from "./ConflictDialog";
import { DetectionPanel, type Detection } from "./DetectionPanel";
import { EditorToolbar } from "./EditorToolbar";
import { ScalePanel } from "./ScalePanel";
import { SelectionPanel } from "./SelectionPanel";
import { Sheet } from "./Sheet";
import { SheetMenu } from "./SheetMenu";
import { SnapMenu } from "./SnapMenu";
import { UnitsPanel } from "./UnitsPanel";

interface Props {
  /** The drawing with its undo, as it is kept in this browser; version 0 where it is not yet. */
  initial: StoredDraft;
  detection: Detection;
  /** The plan as it was opened, where the browser kept a later drawing of it, which is shown. */
  original: Draft | null;
  /** What another tab has drawn takes the place of this. */
  onReplace: (theirs: StoredDraft) => void;
  /** What was drawn here goes on as a drawing of its own, under this id. */
  onCopy: (id: string) => Promise<void>;
  onName: (name: string | null) => void;
}

const NEW_SHEET: Extent = { x: -1, y: -9, width: 14, height: 10 };

/** Draw and change walls, find their rooms, see what became of them. */
export function Editor({ initial, original, detection, onReplace, onCopy, onName }: Props) {
  const [state, dispatch] = useReducer(reduce, initial.history, startState);
  const draft = state.history.present;
  const title = draft.name ?? initial.title;
  const [home, setHome] = useState(() => homeOf(initial.history.present));
  const frame = useRef<HTMLDivElement>(null);
  const lengthField = useRef<HTMLInputElement>(null);
  const view = useView(frame, home);
  const [settings, setSettings] = useState(SNAP_ALL);
  const [keysShown, setKeysShown] = useState(false);
  const roomsShown = useRef<readonly SheetRoom[]>([]);
  const work = useSheet(frame, view, state, dispatch, settings, roomsShown);
  const autosave = useAutosave(initial, title, state.history);
  const tellName = useEffectEvent(onName);
  useEffect(() => {
    tellName(draft.name);
  }, [draft.name]);
  const fit = () => {
    setHome(homeOf(draft));
    view.fit();
  };
  const fitAgain = useEffectEvent(fit);
  const unitsShown = useRef(draft.units);
  useEffect(() => {
    if (unitsShown.current === draft.units) return;
    unitsShown.current = draft.units;
    fitAgain(); // other units have other numbers, and px count downwards: the drawing would be out of sight
  }, [draft.units]);
  const showKeys = () => {
    setKeysShown(true);
  };
  useEditorKeys({ frame, view: { ...view, fit }, state, dispatch, work, lengthField, onKeys: showKeys });

  const { found } = detection;
  const shownDraft = work.preview ?? draft;
  const live = useLiveRooms(shownDraft, found);
  const { rooms, changes, units, compared, standing } = useSheetRooms(shownDraft, detection, live);
  useEffect(() => {
    // What is only shown while one drags has other rooms, or none yet: a line divides those of the drawing itself.
    if (work.preview === null) roomsShown.current = standing === "stale" ? [] : rooms;
  }, [rooms, standing, work.preview]);
  const stale = found === null || !isSamePlan(draft, found.draft);
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
          faded={standing === "stale"}
          saved={autosave.state}
          lengthField={lengthField}
        />
        <EditorToolbar state={state} dispatch={dispatch} onKeys={showKeys}>
          <SnapMenu settings={settings} onChange={setSettings} />
        </EditorToolbar>
        <SheetMenu frame={frame} state={state} dispatch={dispatch} step={work.step} onPick={work.pick} onFit={fit} />
      </div>
      <aside className="side editor-side" aria-label="Plan">
        <DetectionPanel
          detection={detection}
          disabled={draft.walls.length === 0}
          upToDate={!stale}
          live={live}
          onDetect={() => {
            detection.start({ ...draft, name: title });
          }}
          onWall={(index) => {
            const key = wallsWithOpenings(draft)[index]?.key;
            dispatch({ type: "tool", tool: "select" });
            const place = draft.walls.findIndex((item) => item.key === key);
            if (key !== undefined)
              dispatch({ type: "select", keys: [key], said: `Wall ${String(place + 1)} selected.` });
          }}
        />
        <ScalePanel state={state} dispatch={dispatch} found={stale ? null : found} />
        {changes && <ChangesPanel changes={changes} units={units} compared={compared} standing={standing} />}
        <SelectionPanel state={state} dispatch={dispatch} />
        <BackgroundPanel
          state={state}
          dispatch={dispatch}
          sheetWidth={(view.screen.width || 1000) / view.view.scale / 1.3}
        />
        <section className="panel" aria-label="File">
          <TextField
            size="small"
            label="Name"
            fullWidth
            value={draft.name ?? ""}
            slotProps={{ htmlInput: { maxLength: 200 } }}
            onChange={({ target }) => {
              const name = target.value === "" ? null : target.value;
              dispatch({ type: "edit", edit: (before) => ({ ...before, name }), said: "" });
            }}
          />
          <UnitsPanel draft={draft} dispatch={dispatch} />
          <Button
            size="small"
            variant="outlined"
            startIcon={<DownloadIcon />}
            disabled={draft.walls.length === 0}
            onClick={() => {
              const plan: Plan = planOf(draft);
              download(fileName(title, "json"), new Blob([JSON.stringify(plan)], { type: "application/json" }));
            }}
          >
            Save as a file
          </Button>
        </section>
      </aside>
      {autosave.theirs && (
        <ConflictDialog
          title={title}
          mine={state.history}
          theirs={autosave.theirs}
          onMine={autosave.overwrite}
          onTheirs={(theirs) => {
            autosave.giveUp();
            onReplace(theirs);
          }}
          onBoth={async (mine) => {
            const copy = await keepCopy(mine, title, "copy");
            autosave.giveUp();
            await onCopy(copy);
          }}
        />
      )}
      {original && state.history.present === initial.history.present && (
        <div className="kept-notice">
          Your last drawing is back.
          <Button
            size="small"
            color="inherit"
            onClick={() => {
              const edit = (before: Draft) => ({ ...original, nextKey: Math.max(original.nextKey, before.nextKey) });
              dispatch({ type: "edit", edit, said: "Started over; undo brings the drawing back." });
            }}
          >
            Start over
          </Button>
        </div>
      )}
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

function homeOf(draft: Draft): Extent {
  if (draft.walls.length === 0 && !draft.background) return NEW_SHEET;
  const [x, y, maxX, maxY] = extentOf(draft);
  return { x, y, width: maxX - x, height: maxY - y };
}
