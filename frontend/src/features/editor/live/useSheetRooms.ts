import { useMemo } from "react";

import { compareRooms, type RoomChanges } from "@/plan/compareRooms";
import type { DetectionResult } from "@/plan/result";

import type { Detection, Found } from "../components/DetectionPanel";
import { sheetRooms, type SheetRoom } from "../model/changes";
import { isSamePlan, type Draft } from "../model/document";
import type { Live } from "./PreviewQueue";

export interface SheetRooms {
  rooms: readonly SheetRoom[];
  changes: RoomChanges | null;
  /** Of the areas in `changes`. */
  units: string | null;
  /** Whether rooms were found before, to compare with. */
  compared: boolean;
  /** Found by a job, found while drawing, about to follow what is drawn, or of a drawing before this one. */
  standing: "confirmed" | "live" | "following" | "stale";
}

const NO_ROOMS: Pick<DetectionResult, "rooms"> = { rooms: [] };

/** What the sheet shows of rooms: those that a job has found, or else those that came while drawing. */
export function useSheetRooms(
  draft: Draft,
  { found, previous }: Pick<Detection, "found" | "previous">,
  live: Live,
): SheetRooms {
  const confirmed = found !== null && isSamePlan(draft, found.draft);
  const shown = confirmed ? found : (live.found ?? found);
  const before = comparable(shown, confirmed ? previous : found);
  const changes = useMemo(() => shown && compareRooms(before?.result ?? NO_ROOMS, shown.result), [shown, before]);
  const rooms = useMemo(
    () =>
      changes && shown
        ? sheetRooms(changes, shown.draft.units, draft.factor / shown.draft.factor, before !== null)
        : [],
    [changes, shown, before, draft.factor],
  );
  const isLive = shown !== null && shown === live.found;
  const follows = live.state === "finding" || live.state === "idle";
  return {
    rooms,
    changes,
    units: shown?.result.units ?? null,
    compared: before !== null,
    standing: confirmed
      ? "confirmed"
      : !isLive
        ? "stale"
        : isSamePlan(draft, shown.draft)
          ? "live"
          : follows
            ? "following"
            : "stale",
  };
}

/** Rooms are compared where their lengths are of one kind: after a change of units, all of them are new. */
function comparable(now: Found | null, before: Found | null): Found | null {
  if (!now || !before || now === before) return null;
  return before.draft.units === now.draft.units && before.draft.factor === now.draft.factor ? before : null;
}
