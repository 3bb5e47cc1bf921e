import IconButton from "@mui/material/IconButton";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { useMemo, useRef, useState } from "react";

import { KeyboardIcon } from "@/components/icons";
import { KeyboardMap } from "@/components/KeyboardMap";
import { ScaleBar } from "@/components/ScaleBar";
import { StateMessage } from "@/components/StateMessage";
import { ZoomControls } from "@/components/ZoomControls";
import { useShortcuts } from "@/hooks/useShortcuts";
import { useView } from "@/hooks/useView";
import { boxOf, unionOf } from "@/plan/grid";
import { panBy, zoomAt, zoomTo } from "@/plan/view";

import { changesOf, type Kind } from "../changes";
import type { NamedRun } from "../namedRun";
import { placeRuns } from "../placing";
import { sheetOf } from "../sheet";
import { ChangeList } from "./ChangeList";
import { KindFilter } from "./KindFilter";
import { RunFigures } from "./RunFigures";
import { SheetPane } from "./SheetPane";

export type Layout = "beside" | "over";

interface Props {
  before: NamedRun;
  after: NamedRun;
  layout: Layout;
  onLayout: (layout: Layout) => void;
}

const ZOOM_STEP = 1.5;
const PAN_PX = 60;
const KEYS = [
  { keys: ["n", "p"], does: "Next change, previous change" },
  { keys: ["o"], does: "Side by side, on top of each other" },
  { keys: ["+", "-"], does: "Zoom in, out" },
  { keys: ["0"], does: "Fit the plans" },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowUp", "Shift+ArrowDown", "Shift+ArrowRight"], does: "Move the plans" },
  { keys: ["?"], does: "These keys" },
];

/** Two runs with their rooms matched: the drawings, which move as one, figures, and a list of what changed. */
export function Comparison({ before, after, layout, onLayout }: Props) {
  const placing = useMemo(() => placeRuns(before, after), [before, after]);
  const changes = useMemo(() => changesOf(placing), [placing]);
  const sheets = useMemo(
    () =>
      layout === "over"
        ? [sheetOf(placing, changes, "both")]
        : [sheetOf(placing, changes, "before"), sheetOf(placing, changes, "after")],
    [placing, changes, layout],
  );
  const [first, second] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const view = useView(first, placing.size);
  const [pointed, setPointed] = useState<string | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<Kind>>(new Set<Kind>());
  const [keysShown, setKeysShown] = useState(false);
  const listed = changes.filter(({ kind }) => !hidden.has(kind));
  const shown = pointed ?? selected;

  const select = (id: string | null) => {
    setSelected(id === selected ? null : id);
    const change = changes.find((each) => each.id === id);
    if (!change || id === selected) return;
    const boxes = [change.before, change.after].flatMap((room) => (room ? [boxOf(room.polygon)] : []));
    view.change((_, fitScale) => zoomTo(unionOf(boxes), view.screen, fitScale));
  };
  const step = (by: 1 | -1) => {
    const real = listed.filter(({ kind }) => kind !== "same");
    const now = real.findIndex(({ id }) => id === selected);
    const next = real.at((now < 0 && by < 0 ? real.length : now) + by) ?? real[0];
    if (next && next.id !== selected) select(next.id);
  };
  const zoom = (factor: number) => {
    view.change((now, least) => zoomAt(now, factor, [view.screen.width / 2, view.screen.height / 2], least));
  };
  const pan = (dx: number, dy: number) => () => {
    view.change((now) => panBy(now, -dx * PAN_PX, -dy * PAN_PX));
  };
  const turn = () => {
    onLayout(layout === "over" ? "beside" : "over");
  };
  useShortcuts([
    {
      keys: ["n"],
      does: "",
      run: () => {
        step(1);
      },
    },
    {
      keys: ["p"],
      does: "",
      run: () => {
        step(-1);
      },
    },
    { keys: ["o"], does: "", run: turn },
    {
      keys: ["+", "="],
      does: "",
      run: () => {
        zoom(ZOOM_STEP);
      },
    },
    {
      keys: ["-"],
      does: "",
      run: () => {
        zoom(1 / ZOOM_STEP);
      },
    },
    { keys: ["0"], does: "", run: view.fit },
    { keys: ["Shift+ArrowLeft"], does: "", run: pan(-1, 0) },
    { keys: ["Shift+ArrowRight"], does: "", run: pan(1, 0) },
    { keys: ["Shift+ArrowUp"], does: "", run: pan(0, -1) },
    { keys: ["Shift+ArrowDown"], does: "", run: pan(0, 1) },
    {
      keys: ["?"],
      does: "",
      run: () => {
        setKeysShown(true);
      },
    },
    {
      keys: ["Escape"],
      does: "",
      when: () => selected !== null,
      run: () => {
        setSelected(null);
      },
    },
  ]);
  const titles = layout === "over" ? ["A dashed, B solid"] : [`A · ${before.name}`, `B · ${after.name}`];
  const change = changes.find(({ id }) => id === shown);
  const notes = [
    placing.moved && "The drawings lie apart, so B was moved to the corner of A.",
    !placing.comparable &&
      `A is in ${before.result.units ?? "px"}, B in ${after.result.units ?? "px"}: their sizes cannot be compared.`,
  ].filter(Boolean);
  return (
    <>
      <div className="sheet compare-sheet">
        <div className="compare-panes" data-layout={layout}>
          {sheets.map((sheet, index) => (
            <SheetPane
              key={sheet.side}
              frame={index === 0 ? first : second}
              title={titles[index] ?? ""}
              sheet={sheet}
              view={view}
              shown={change}
              onPoint={setPointed}
              onPress={select}
            />
          ))}
        </div>
        <ScaleBar pixelsPerUnit={view.view.scale * placing.scale} units={placing.units} />
        <ZoomControls onZoom={zoom} onFit={view.fit} fitted={view.isFitted} />
      </div>
      <aside className="side" aria-label="What changed">
        <div className="compare-tools">
          <ToggleButtonGroup
            exclusive
            size="small"
            aria-label="Layout"
            value={layout}
            onChange={(_, chosen: Layout | null) => {
              if (chosen) onLayout(chosen);
            }}
          >
            <ToggleButton value="beside">Side by side</ToggleButton>
            <ToggleButton value="over">Overlaid</ToggleButton>
          </ToggleButtonGroup>
          <IconButton
            size="small"
            aria-label="Keys"
            onClick={() => {
              setKeysShown(true);
            }}
          >
            <KeyboardIcon />
          </IconButton>
        </div>
        <RunFigures before={before} after={after} placing={placing} />
        {notes.map((note) => (
          <Typography key={String(note)} variant="body2" className="compare-note">
            {note}
          </Typography>
        ))}
        <KindFilter
          changes={changes}
          hidden={hidden}
          onToggle={(kind) => {
            const next = new Set(hidden);
            if (!next.delete(kind)) next.add(kind);
            setHidden(next);
          }}
        />
        {changes.length === 0 ? (
          <StateMessage picture="empty" title="No rooms in either run">
            Neither plan has walls that enclose a space, so there is nothing to compare.
          </StateMessage>
        ) : (
          <ChangeList
            changes={listed}
            units={placing.units}
            shown={shown}
            selected={selected}
            onPoint={setPointed}
            onSelect={select}
          />
        )}
      </aside>
      <KeyboardMap
        open={keysShown}
        groups={[{ title: "Comparison", keys: KEYS }]}
        onClose={() => {
          setKeysShown(false);
        }}
      />
    </>
  );
}
