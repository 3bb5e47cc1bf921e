import Typography from "@mui/material/Typography";

import type { RoomChanges } from "@/plan/compareRooms";
import { formatArea } from "@/plan/formatArea";
import { roomName } from "@/plan/roomName";

import type { SheetRooms } from "../live/useSheetRooms";
import { CHANGE_NAMES } from "../model/changes";

interface Props {
  changes: RoomChanges;
  units: string | null;
  /** Whether there was a result before this one. */
  compared: boolean;
  standing: SheetRooms["standing"];
}

const SHOWN = 30;

/** What became of the rooms. */
export function ChangesPanel({ changes: { added, removed, resized, unchanged }, units, compared, standing }: Props) {
  const now = [...added, ...[...resized, ...unchanged].map(({ after }) => after)];
  const total = now.length;
  const area = now.reduce((sum, room) => sum + room.area, 0);
  return (
    <section className="panel" aria-label="Rooms" aria-live="polite">
      <Typography variant="h3" component="h2">
        {total === 1 ? "1 room" : `${total.toLocaleString("en")} rooms`}
        {total > 0 && `, ${formatArea(area, units)}`}
        {standing === "stale" && <span className="stale"> before the last changes</span>}
        {standing === "live" && <span className="stale"> as drawn now</span>}
      </Typography>
      {compared && (
        <ul className="changes">
          {added.slice(0, SHOWN).map((room) => (
            <li key={room.id} data-change="added">
              <strong>{CHANGE_NAMES.added}</strong> {roomName(room)}, {formatArea(room.area, units)}
            </li>
          ))}
          {resized.slice(0, SHOWN).map(({ before, after }) => (
            <li key={after.id} data-change="resized">
              <strong>{CHANGE_NAMES.resized}</strong> {roomName(after)}, {formatArea(before.area, units)} →{" "}
              {formatArea(after.area, units)} ({after.area > before.area ? "+" : "−"}
              {formatArea(Math.abs(after.area - before.area), units)})
            </li>
          ))}
          {removed.slice(0, SHOWN).map((room) => (
            <li key={room.id} data-change="removed">
              <strong>{CHANGE_NAMES.removed}</strong> {roomName(room)}, {formatArea(room.area, units)}
            </li>
          ))}
          <li>{unchanged.length.toLocaleString("en")} unchanged</li>
        </ul>
      )}
    </section>
  );
}
