import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";
import { useRef, type Dispatch } from "react";

import { PictureIcon } from "@/components/icons";
import { editableLength } from "@/lib/format";
import { distance } from "@/plan/geometry";

import { calibrate, setBackground } from "../model/edits";
import type { EditorAction, EditorState } from "../model/state";
import { readPicture } from "../readPicture";
import { LengthField } from "./LengthField";

interface Props {
  state: EditorState;
  dispatch: Dispatch<EditorAction>;
  /** As wide as the sheet is now, in units of the plan: what a new picture takes. */
  sheetWidth: number;
}

/** A picture to draw after, and how large it is. */
export function BackgroundPanel({ state, dispatch, sheetWidth }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { background, units } = state.history.present;
  const read = useMutation({
    mutationFn: (file: File) => readPicture(file, sheetWidth),
    networkMode: "always",
    onSuccess: (picture) => {
      dispatch({ type: "edit", edit: (draft) => setBackground(draft, picture), said: "Picture placed." });
    },
  });
  const [from, to] = state.marks;
  return (
    <section className="panel" aria-label="Background">
      <Typography variant="h3" component="h2">
        Picture to draw after
      </Typography>
      <input
        ref={input}
        type="file"
        accept="image/*"
        aria-label="Background picture"
        tabIndex={-1}
        className="visually-hidden"
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file) read.mutate(file);
        }}
      />
      {state.tool === "calibrate" && (
        <>
          <Typography variant="body2" role="status">
            {from && to
              ? "How far are they apart?"
              : `Set ${from ? "the second" : "two"} ${from ? "place" : "places"} on the picture whose distance you know.`}
          </Typography>
          {from && to && (
            <LengthField
              label="Distance"
              units={units}
              value={editableLength(distance(from, to), units)}
              onLength={({ length }) => {
                dispatch({
                  type: "edit",
                  edit: (draft) => calibrate(draft, from, to, length),
                  said: "Picture calibrated.",
                });
                dispatch({ type: "tool", tool: "draw" });
              }}
            />
          )}
        </>
      )}
      <div className="panel-actions">
        <Button size="small" variant="outlined" startIcon={<PictureIcon />} onClick={() => input.current?.click()}>
          {background ? "Another picture" : "Choose a picture"}
        </Button>
        {background && state.tool !== "calibrate" && (
          <Button
            size="small"
            variant="outlined"
            onClick={() => {
              dispatch({ type: "tool", tool: "calibrate" });
            }}
          >
            Calibrate
          </Button>
        )}
        {background && (
          <Button
            size="small"
            variant="outlined"
            color="error"
            onClick={() => {
              dispatch({ type: "edit", edit: (draft) => setBackground(draft, null), said: "Picture removed." });
            }}
          >
            Remove
          </Button>
        )}
      </div>
      {read.error && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main" }}>
          {read.error.message}
        </Typography>
      )}
    </section>
  );
}
