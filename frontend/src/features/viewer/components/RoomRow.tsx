import TableCell from "@mui/material/TableCell";
import TableRow from "@mui/material/TableRow";
import { memo, useEffect, useRef } from "react";

import { formatLength, formatPercent } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";

import { useIsFocused, type FocusStore } from "../focusStore";
import type { SceneRoom } from "../scene";

interface Props {
  focus: FocusStore;
  item: SceneRoom;
  /** In the order of the table, from 1, where not all rows are rendered. */
  number: number | undefined;
  units: string | null;
  /** Whether the detector says how sure it is. */
  rated: boolean;
}

export const RoomRow = memo(function RoomRow({ focus, item, number, units, rated }: Props) {
  const row = useRef<HTMLTableRowElement>(null);
  const { shown, selected } = useIsFocused(focus, item);
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
        focus.point(id);
      }}
      onPointerLeave={() => {
        focus.point(null);
      }}
      onClick={() => {
        focus.toggle(id);
      }}
    >
      <TableCell component="th" scope="row">
        <button
          type="button"
          className="row-button"
          aria-pressed={selected}
          onFocus={() => {
            focus.point(id);
          }}
          onBlur={() => {
            focus.point(null);
          }}
        >
          <span className="swatch" data-colour={item.colour} data-usage={item.usageColour} />
          <span className="row-name" title={item.name}>
            {item.name}
          </span>
        </button>
      </TableCell>
      <TableCell align="right">{formatArea(area, units)}</TableCell>
      <TableCell align="right">{formatLength(perimeter, units)}</TableCell>
      <TableCell align="right">{adjacent.length}</TableCell>
      {rated && <TableCell align="right">{confidence === undefined ? "–" : formatPercent(confidence)}</TableCell>}
    </TableRow>
  );
});
