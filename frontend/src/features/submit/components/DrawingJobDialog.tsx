import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";

import { formatBytes } from "@/lib/format";

import type { DrawingFormat } from "../fileFormat";
import { pageOf, SheetFields, type Sheet } from "./SheetFields";
import { UnitsSelect } from "./UnitsSelect";

interface Props {
  title: string;
  file: File;
  format: DrawingFormat;
  busy: boolean;
  onSubmit: (choice: { layers: string[]; units: string | null; scale: string | null; page: number | null }) => void;
  onClose: () => void;
}

/** How a worker is to read a drawing that cannot be looked at before. */
export function DrawingJobDialog({ title, file, format, busy, onSubmit, onClose }: Props) {
  const [names, setNames] = useState("");
  const [units, setUnits] = useState("");
  const [sheet, setSheet] = useState<Sheet>({ page: "", scale: "" });
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="drawing-job-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const layers = names.split(",").map((name) => name.trim());
          onSubmit({
            layers: layers.filter(Boolean),
            units: units || null,
            scale: sheet.scale || null,
            page: pageOf(sheet) ?? null,
          });
        }}
      >
        <DialogTitle id="drawing-job-title" sx={{ overflowWrap: "anywhere" }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2 }}>
          <Typography>
            This drawing of {formatBytes(file.size)} is uploaded and read by a worker, without a look at it before. Its
            walls are taken from the layers whose names speak of walls, or from those that you name.
          </Typography>
          <TextField
            label="Layers with walls"
            helperText="Separated by commas, such as A-WALL, A-DOOR. May be left empty."
            value={names}
            onChange={({ target }) => {
              setNames(target.value);
            }}
          />
          {format === "pdf" ? (
            <SheetFields sheet={sheet} onChange={setSheet} />
          ) : (
            <UnitsSelect value={units} unknown="what the drawing says" onChange={setUnits} />
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" loading={busy}>
            Find rooms
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
