import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import type { Dispatch } from "react";

import { count, editableLength, formatLength } from "@/lib/format";
import { middle } from "@/plan/geometry";

import { vertices, wallLength, type DraftWall } from "../model/document";
import { mirrorWalls, rotateWalls, setLength, setLoadBearing, setThickness, splitWall } from "../model/edits";
import type { EditorAction, EditorState } from "../model/state";
import { LengthField } from "./LengthField";
import { OpeningPanel } from "./OpeningPanel";

interface Props {
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
}

/** What there is to know and to change about the selected walls; of new walls, where none is selected. */
export function SelectionPanel({ state, dispatch }: Props) {
  const { walls, openings, units } = state.history.present;
  const chosen = walls.filter(({ key }) => state.selected.has(key));
  const [first] = chosen;
  const opening = openings.find(({ key }) => state.selected.has(key));
  if (!first && opening) return <OpeningPanel opening={opening} units={units} dispatch={dispatch} />;
  if (!first) {
    return (
      <section className="panel" aria-label="New walls">
        <Typography variant="h3" component="h2">
          {count(walls.length, "wall")}
          {openings.length > 0 && `, ${count(openings.length, "opening")}`}
        </Typography>
        <FormControlLabel
          label="New walls bear loads"
          control={
            <Switch
              checked={state.loadBearing}
              onChange={(_, loadBearing) => {
                dispatch({ type: "new-walls", loadBearing });
              }}
            />
          }
        />
      </section>
    );
  }
  const length = chosen.reduce((sum, { wall }) => sum + wallLength(wall), 0);
  const bearing = chosen.filter(({ wall }) => wall.is_load_bearing).length;
  const single = chosen.length === 1 ? first : null;
  return (
    <section className="panel" aria-label="Selected walls">
      <Typography variant="h3" component="h2">
        {single ? `Wall ${String(walls.indexOf(single) + 1)}` : `${count(chosen.length, "wall")} selected`}
      </Typography>
      {single?.wall.type === "line" ? (
        <LengthField
          key={`length of ${String(single.key)}`}
          label="Length"
          units={units}
          value={editableLength(length, units)}
          onLength={(typed) => {
            dispatch({
              type: "edit",
              edit: (draft) => setLength(draft, single.key, typed.length),
              said: "Length changed.",
            });
          }}
        />
      ) : (
        <Typography variant="body2">{formatLength(length, units)} in all</Typography>
      )}
      <LengthField
        key={`thickness of ${[...state.selected].join(" ")}`} // not what a sibling's key may be
        label="Thickness"
        units={units}
        value={thicknessOf(chosen, units)}
        onLength={(typed) => {
          dispatch({
            type: "edit",
            edit: (draft) => setThickness(draft, state.selected, typed.length),
            said: "Thickness changed.",
          });
        }}
      />
      <FormControlLabel
        label="Load-bearing"
        control={
          <Switch
            checked={bearing === chosen.length}
            onChange={(_, on) => {
              const said = on ? "Load-bearing." : "Not load-bearing.";
              dispatch({ type: "edit", edit: (draft) => setLoadBearing(draft, state.selected, on), said });
            }}
          />
        }
      />
      <div className="panel-actions">
        {single && (
          <Button
            size="small"
            variant="outlined"
            onClick={() => {
              const [start = [0, 0], end = [0, 0]] = vertices(single.wall);
              dispatch({
                type: "edit",
                edit: (draft) => splitWall(draft, single.key, middle(start, end)),
                said: "Wall split.",
              });
            }}
          >
            Split in the middle
          </Button>
        )}
        <Button
          size="small"
          variant="outlined"
          onClick={() => {
            dispatch({ type: "edit", edit: (draft) => rotateWalls(draft, state.selected), said: "Turned." });
          }}
        >
          Turn
        </Button>
        <Button
          size="small"
          variant="outlined"
          onClick={() => {
            dispatch({ type: "edit", edit: (draft) => mirrorWalls(draft, state.selected), said: "Mirrored." });
          }}
        >
          Mirror
        </Button>
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

/** The thickness that all of them have; nothing, where they differ or nobody knows it. */
function thicknessOf(chosen: readonly DraftWall[], units: string | null): string {
  const all = new Set(chosen.map(({ wall }) => wall.thickness ?? null));
  const [only] = all;
  return all.size === 1 && typeof only === "number" ? editableLength(only, units) : "";
}
