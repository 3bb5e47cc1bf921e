import TableCell from "@mui/material/TableCell";
import TableRow from "@mui/material/TableRow";
import { memo, useEffect, useRef } from "react";

import { formatArea, formatLength, formatPercent } from "@/lib/format";

import type { SceneRoom } from "../scene";

interface Props {
  onPoint: (id: string | null) => void;
  onSelect: (id: string) => void;
  item: SceneRoom;
  /** In the order of the table, from 1, where not all rows are rendered. */
  number: number | undefined;
  units: string | null;
  /** Whether the detector says how sure it is. */
  rated: boolean;
  shown: boolean;
  selected: boolean;
}

export const RoomRow = memo(function RoomRow({ item, number, units, rated, shown, selected, onPoint, onSelect }: Props) {
  const row = useRef<HTMLTableRowElement>(null);
  const { id, area, perimeter, adjacent, confidence } = item.room;
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <TableRow
      ref={row}
      aria-rowindex={number}
      hover
      selected={shown}
      onPointerEnter={() => {
        onPoint(id);
      }}
      onPointerLeave={() => {
        onPoint(null);
      }}
      onClick={() => {
        onSelect(id);
      }}
    >
      <TableCell component="th" scope="row">
        <button
          type="button"
          className="row-button"
          aria-pressed={selected}
          onFocus={() => {
            onPoint(id);
          }}
          onBlur={() => {
            onPoint(null);
          }}
        >
          <span className="swatch" data-colour={item.colour} />
          {item.name}
        </button>
      </TableCell>
      <TableCell align="right">{formatArea(area, units)}</TableCell>
      <TableCell align="right">{formatLength(perimeter, units)}</TableCell>
      <TableCell align="right">{adjacent.length}</TableCell>
      {rated && <TableCell align="right">{confidence === undefined ? "–" : formatPercent(confidence)}</TableCell>}
    </TableRow>
  );
});
