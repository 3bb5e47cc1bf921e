import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import type { Dispatch } from "react";

import { editableLength } from "@/lib/format";

import { changeOpening, type DraftOpening, type OpeningKind } from "../model/openings";
import type { EditorAction } from "../model/state";
import { LengthField } from "./LengthField";

interface Props {
  opening: DraftOpening;
  units: string | null;
  dispatch: Dispatch<EditorAction>;
}

export const OPENING_NAMES: Readonly<Record<OpeningKind, string>> = {
  door: "Door",
  window: "Window",
  opening: "Opening",
};

/** What there is to know and to change about a door or a window. */
export function OpeningPanel({ opening: { key, kind, width, hinge, side }, units, dispatch }: Props) {
  const change = (what: Partial<Pick<DraftOpening, "kind" | "width" | "hinge" | "side">>, said: string) => {
    dispatch({ type: "edit", edit: (draft) => changeOpening(draft, key, what), said });
  };
  return (
    <section className="panel" aria-label="Selected opening">
      <Typography variant="h3" component="h2">
        {OPENING_NAMES[kind]}
      </Typography>
      <TextField
        select
        size="small"
        label="Kind"
        value={kind}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          change({ kind: target.value as OpeningKind }, "Kind changed.");
        }}
      >
        {Object.entries(OPENING_NAMES).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </TextField>
      <LengthField
        key={key}
        label="Width"
        units={units}
        value={editableLength(width, units)}
        onLength={(typed) => {
          change({ width: typed.length }, "Width changed.");
        }}
      />
      <div className="panel-actions">
        {kind === "door" && (
          <>
            <Button
              size="small"
              variant="outlined"
              onClick={() => {
                change({ hinge: hinge === "start" ? "end" : "start" }, "Hung on the other jamb.");
              }}
            >
              Other hand
            </Button>
            <Button
              size="small"
              variant="outlined"
              onClick={() => {
                change({ side: side === 1 ? -1 : 1 }, "Opens to the other side.");
              }}
            >
              Other side
            </Button>
          </>
        )}
        <Button
          size="small"
          variant="outlined"
          color="error"
          onClick={() => {
            dispatch({ type: "delete" });
          }}
        >
          Delete
        </Button>
      </div>
    </section>
  );
}
