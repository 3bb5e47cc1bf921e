import "../schedule.css";

import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";

import { download, fileName } from "@/lib/download";
import { count } from "@/lib/format";
import type { RoomNames } from "@/plan/nameRooms";

import type { Scene } from "../scene";
import { byNumber, scheduleCsv, scheduleOf } from "../schedule";
import type { TypedNames } from "../useTypedNames";
import { NumberRooms } from "./NumberRooms";
import { ScheduleTable } from "./ScheduleTable";

/** Saving what was typed as labels of the plan, which the page around sees to. */
export interface NameSaving {
  save: (typed: ReadonlyMap<string, RoomNames>) => void;
  pending: boolean;
  error: Error | null;
}

interface Props {
  open: boolean;
  onClose: () => void;
  scene: Scene;
  title: string;
  names: TypedNames;
  saving: NameSaving;
}

/** The schedule of rooms: names, numbers and usages typed in place, areas beside them, and ways to hand it on. */
export function ScheduleDialog({ open, onClose, scene, title, names, saving }: Props) {
  const schedule = scheduleOf(scene.rooms, scene.units, names.typed);
  return (
    <Dialog open={open} onClose={onClose} maxWidth="md" fullWidth aria-labelledby="schedule-title">
      <DialogTitle id="schedule-title">Schedule of rooms</DialogTitle>
      <DialogContent>
        {schedule.gross.m2 === null && (
          <Typography sx={{ mb: 1 }}>
            This plan has no scale, so its areas are in {scene.units ?? "unknown units"}². Set the scale in the editor
            for square metres.
          </Typography>
        )}
        <NumberRooms
          rooms={scene.rooms.map(({ room }) => room)}
          down={(scene.units ?? "px") === "px"}
          onNumbers={(numbers) => {
            names.set(...[...numbers].map(([id, number]) => [id, { number }] as const));
          }}
        />
        <ScheduleTable
          schedule={schedule}
          units={scene.units}
          onType={(id, change) => {
            names.set([id, change]);
          }}
        />
        {saving.error && (
          <Typography role="alert" sx={{ color: "error.main", mt: 1 }}>
            {saving.error.message} What you typed is kept.
          </Typography>
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2, flexWrap: "wrap", gap: 1 }}>
        <Typography role="status" variant="body2" sx={{ mr: "auto" }}>
          {names.unsaved > 0 && `${count(names.unsaved, "room")} changed and not saved with the plan`}
        </Typography>
        <Button
          onClick={() => {
            const text = scheduleCsv(byNumber(schedule), scene.units);
            download(fileName(title, "rooms.csv"), new Blob(["\uFEFF", text], { type: "text/csv" }));
          }}
        >
          CSV
        </Button>
        <Button
          onClick={() => {
            window.print();
          }}
        >
          Print or PDF
        </Button>
        {names.unsaved > 0 && (
          <Button color="error" onClick={names.forget}>
            Discard the changes
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
        <Button
          variant="contained"
          disabled={names.unsaved === 0}
          loading={saving.pending}
          onClick={() => {
            saving.save(names.typed);
          }}
        >
          Save with the plan
        </Button>
      </DialogActions>
    </Dialog>
  );
}
