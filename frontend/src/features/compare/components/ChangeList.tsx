import Button from "@mui/material/Button";
import { useEffect, useRef, useState } from "react";

import { formatLength } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";
import { roomName } from "@/plan/roomName";

import type { Change } from "../changes";
import { signed } from "../figures";
import { LOOK } from "../kinds";
import { KindMark } from "./KindMark";

interface Props {
  changes: readonly Change[];
  units: string | null;
  shown: string | null;
  selected: string | null;
  onPoint: (id: string | null) => void;
  onSelect: (id: string) => void;
}

const A_PAGE = 100;

/** What became of each room, in words; each entry brings its room close. */
export function ChangeList({ changes, units, shown, selected, onPoint, onSelect }: Props) {
  const [most, setMost] = useState(A_PAGE);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <div className="change-list">
      <ul ref={list} aria-label="Rooms">
        {changes.slice(0, most).map((change) => (
          <li key={change.id}>
            <button
              type="button"
              aria-pressed={selected === change.id}
              data-shown={shown === change.id}
              onPointerEnter={() => {
                onPoint(change.id);
              }}
              onPointerLeave={() => {
                onPoint(null);
              }}
              onClick={() => {
                onSelect(change.id);
              }}
            >
              <KindMark kind={change.kind} />
              <span className="change-name">
                <span className="visually-hidden">{LOOK[change.kind].name}: </span>
                {nameOf(change)}
              </span>
              <span className="change-area">{areaOf(change, units)}</span>
              {change.kind === "changed" && <span className="change-more">{detailOf(change, units)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {changes.length > most && (
        <Button
          fullWidth
          onClick={() => {
            setMost(most + A_PAGE);
          }}
        >
          Show more of {changes.length.toLocaleString("en")} rooms
        </Button>
      )}
    </div>
  );
}

function nameOf({ before, after }: Change): string {
  const old = before && roomName(before);
  const now = after && roomName(after);
  if (!old || !now || old === now) return now ?? old ?? "";
  const isUnnamed = /^Room \d+$/.test(old);
  return `${old} → ${isUnnamed ? now.replace(/^Room (?=\d+$)/, "") : now}`;
}

function areaOf({ kind, before, after }: Change, units: string | null): string {
  const room = after ?? before;
  if (!room) return "";
  if (kind !== "changed" || !before) return formatArea(room.area, units);
  const [was, is] = [before, room].map(({ area }) => formatArea(area, units));
  return `${was?.replace(/ \S*$/, "") ?? ""} → ${is ?? ""}`; // the unit once
}

function detailOf({ area, perimeter, moved, before }: Change, units: string | null): string {
  const share = before && area !== null ? area / (before.area || 1) : 0;
  return [
    area !== null && `area ${signed(area, (value) => formatArea(value, units))} (${signed(share * 100, percent)})`,
    perimeter !== null && `perimeter ${signed(perimeter, (value) => formatLength(value, units))}`,
    moved !== null && `centre moved by ${formatLength(moved, units)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function percent(value: number): string {
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} %`;
}
