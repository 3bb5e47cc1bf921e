import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";
import { useState, type Dispatch } from "react";

import { hasTwoMeanings, TWO_MEANINGS, typedNumber } from "@/lib/typedNumber";
import { formatArea } from "@/plan/formatArea";
import { roomName } from "@/plan/roomName";
import { hasScale } from "@/plan/units";

import type { EditorAction, EditorState } from "../model/state";
import { typedLength } from "../model/typedLength";
import { LENGTH_UNITS, PAPER_UNITS, scaleByArea, scaleByLength, scaleByRatio } from "../model/units";
import type { Found } from "./DetectionPanel";

interface Props {
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  /** The rooms of the drawing as it is; null where there are none, or they are of an older one. */
  found: Found | null;
}

type Way = "length" | "ratio" | "area";

/** Gives a plan in pixels, or in nobody knows what, its scale: all lengths, areas and exports follow from it. */
export function ScalePanel({ state, dispatch, found }: Props) {
  const draft = state.history.present;
  const [way, setWay] = useState<Way>("length");
  const [units, setUnits] = useState<(typeof LENGTH_UNITS)[number]>("m");
  if (draft.walls.length === 0 || (hasScale(draft.units) && state.tool !== "scale")) return null;
  const set = (edit: Extract<EditorAction, { type: "edit" }>["edit"]) => {
    dispatch({ type: "edit", edit, said: `The scale is set; lengths are in ${units}.` });
    dispatch({ type: "tool", tool: "select" });
  };
  return (
    <section className="panel scale-panel" aria-label="Scale">
      <Typography variant="h3" component="h2">
        {hasScale(draft.units) ? "Set the scale anew" : "This plan has no scale"}
      </Typography>
      {!hasScale(draft.units) && (
        <Typography variant="body2">
          Its units are {draft.units ?? "unknown"}, so no area can be told. Say one thing you know:
        </Typography>
      )}
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label="What is known"
        value={way}
        onChange={(_, chosen: Way | null) => {
          if (chosen) setWay(chosen);
        }}
      >
        <ToggleButton value="length">A length</ToggleButton>
        <ToggleButton value="ratio">1 : 100</ToggleButton>
        <ToggleButton value="area" disabled={!found || found.result.rooms.length === 0}>
          A room’s area
        </ToggleButton>
      </ToggleButtonGroup>
      <TextField
        select
        size="small"
        label="Lengths are to be in"
        value={units}
        sx={{ minWidth: "11rem" }}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          setUnits(target.value as typeof units);
        }}
      >
        {LENGTH_UNITS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </TextField>
      {way === "length" && (
        <ByLength
          state={state}
          onStart={() => {
            dispatch({ type: "tool", tool: "scale" });
          }}
          units={units}
          onLength={(from, to, length) => {
            set((before) => scaleByLength(before, from, to, length, units));
          }}
        />
      )}
      {way === "ratio" && (
        <ByRatio
          onRatio={(ratio, paper) => {
            set((before) => scaleByRatio(before, ratio, paper, units));
          }}
        />
      )}
      {way === "area" && found && (
        <ByArea
          found={found}
          units={units}
          onArea={(area, known) => {
            set((before) => scaleByArea(before, area, known, units));
          }}
        />
      )}
    </section>
  );
}

interface LengthProps {
  state: EditorState;
  units: string;
  onStart: () => void;
  onLength: (from: EditorState["marks"][number], to: EditorState["marks"][number], length: number) => void;
}

function ByLength({ state, units, onStart, onLength }: LengthProps) {
  const [text, setText] = useState("");
  const [from, to] = state.marks;
  const typed = typedLength(text, units);
  if (state.tool !== "scale") {
    return (
      <Button variant="outlined" size="small" onClick={onStart}>
        Choose two points
      </Button>
    );
  }
  if (!from || !to) {
    return (
      <Typography variant="body2" role="status">
        Press {from ? "the second point" : "one end of something whose length you know, such as a wall"}.
      </Typography>
    );
  }
  return (
    <form
      className="panel-actions"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed) onLength(from, to, typed.length);
      }}
    >
      <TextField
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the next step after the second point, and the only one
        autoFocus
        size="small"
        label={`Length in ${units}`}
        placeholder="4.20"
        value={text}
        autoComplete="off"
        error={text !== "" && !typed}
        helperText={
          text !== "" && !typed ? (hasTwoMeanings(text) ? TWO_MEANINGS : "For example 4.2, or 13' 9\"") : null
        }
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <Button type="submit" variant="contained" size="small" disabled={!typed}>
        Set the scale
      </Button>
    </form>
  );
}

function ByRatio({ onRatio }: { onRatio: (ratio: number, paperMetres: number) => void }) {
  const [text, setText] = useState("100");
  const [paper, setPaper] = useState("mm");
  const ratio = typedNumber(text.trim().replace(/^1\s*:\s*/, "")) ?? 0;
  const right = ratio > 0;
  return (
    <form
      className="panel-actions"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) onRatio(ratio, PAPER_UNITS[paper] ?? 1);
      }}
    >
      <TextField
        size="small"
        label="Drawn at 1 :"
        value={text}
        error={!right}
        helperText={hasTwoMeanings(text) ? TWO_MEANINGS : null}
        sx={{ width: "7rem" }}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <TextField
        select
        size="small"
        label="One unit on paper"
        value={paper}
        sx={{ minWidth: "10rem" }}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          setPaper(target.value);
        }}
      >
        {Object.keys(PAPER_UNITS).map((each) => (
          <option key={each}>{each}</option>
        ))}
      </TextField>
      <Button type="submit" variant="contained" size="small" disabled={!right}>
        Set the scale
      </Button>
    </form>
  );
}

interface AreaProps {
  found: Found;
  units: string;
  onArea: (found: number, known: number) => void;
}

function ByArea({ found: { result }, units, onArea }: AreaProps) {
  const [id, setId] = useState(result.rooms[0]?.id ?? "");
  const [text, setText] = useState("");
  const room = result.rooms.find((each) => each.id === id);
  const known = typedNumber(text) ?? 0;
  return (
    <form
      className="panel-actions"
      onSubmit={(event) => {
        event.preventDefault();
        if (room && known > 0) onArea(room.area, known);
      }}
    >
      <TextField
        select
        size="small"
        label="Room"
        value={id}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          setId(target.value);
        }}
      >
        {result.rooms.map((each) => (
          <option key={each.id} value={each.id}>
            {`${roomName(each)}, ${formatArea(each.area, result.units)}`}
          </option>
        ))}
      </TextField>
      <TextField
        size="small"
        label={`Its area in ${units}²`}
        value={text}
        error={text !== "" && !(known > 0)}
        helperText={hasTwoMeanings(text) ? TWO_MEANINGS : null}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <Button type="submit" variant="contained" size="small" disabled={!(known > 0)}>
        Set the scale
      </Button>
    </form>
  );
}
