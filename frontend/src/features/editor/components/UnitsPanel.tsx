import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import { useState, type Dispatch } from "react";

import { formatLength } from "@/lib/format";
import { hasScale } from "@/plan/units";

import { wallLength, type Draft } from "../model/document";
import type { EditorAction } from "../model/state";
import { convert, LENGTH_UNITS, relabel } from "../model/units";

interface Props {
  draft: Draft;
  dispatch: Dispatch<EditorAction>;
}

/** The units of the plan. With walls there already, a change means one of two things, so it asks which. */
export function UnitsPanel({ draft, dispatch }: Props) {
  const [asked, setAsked] = useState<string | null>(null);
  const change = (edit: (before: Draft) => Draft, said: string) => {
    dispatch({ type: "edit", edit, said });
    setAsked(null);
  };
  const choose = (units: string) => {
    const comparable = hasScale(draft.units) && hasScale(units);
    if (draft.walls.length > 0 && comparable) setAsked(units);
    else change((before) => relabel(before, units === "" ? null : units), `Units: ${units === "" ? "none" : units}.`);
  };
  const longest = draft.walls.reduce((most, { wall }) => Math.max(most, wallLength(wall)), 0);
  const converted = asked === null ? draft : convert(draft, asked);
  return (
    <>
      <TextField
        select
        size="small"
        label="Units"
        value={draft.units ?? ""}
        slotProps={{ select: { native: true }, htmlInput: { "aria-label": "Units" } }}
        onChange={({ target }) => {
          choose(target.value);
        }}
      >
        {[...new Set([draft.units ?? "", ...LENGTH_UNITS, "px"])].map((units) => (
          <option key={units} value={units}>
            {units === "" ? "unknown" : units}
          </option>
        ))}
      </TextField>
      <Dialog
        open={asked !== null}
        onClose={() => {
          setAsked(null);
        }}
        aria-labelledby="units-title"
      >
        <DialogTitle id="units-title">
          From {draft.units} to {asked}: what changes?
        </DialogTitle>
        <DialogContent>
          The longest wall is {formatLength(longest, draft.units)} now. Either change can be undone.
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2, flexWrap: "wrap", gap: 1 }}>
          <Button
            variant="outlined"
            onClick={() => {
              if (asked !== null) change((before) => convert(before, asked), `Converted to ${asked}.`);
            }}
          >
            Convert: it is {formatLength((longest * converted.factor) / draft.factor, asked)}
          </Button>
          <Button
            variant="outlined"
            onClick={() => {
              if (asked !== null) change((before) => relabel(before, asked), `Units: ${asked}.`);
            }}
          >
            The unit was wrong: it is {formatLength(longest, asked)}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
