import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TableSortLabel from "@mui/material/TableSortLabel";
import { useEffect, useMemo, useState, type RefObject } from "react";

import { useWindow } from "@/hooks/useWindow";

import { useSelected, type FocusStore } from "../focusStore";
import { sortRooms, type Column, type Order } from "../sortRooms";
import type { Scene } from "../scene";
import { RoomRow } from "./RoomRow";

interface Props {
  scene: Scene;
  focus: FocusStore;
  /** What the table scrolls in. */
  scroller: RefObject<HTMLElement | null>;
}

/** Of longer tables, only the rows in sight are rendered; all are of this height. */
const LONG_FROM_ROWS = 150;
const ROW_PX = window.matchMedia("(pointer: coarse)").matches ? 45 : 37;
const HEAD_ROWS = 1;

const COLUMNS: readonly (readonly [Column, string])[] = [
  ["name", "Room"],
  ["area", "Area"],
  ["perimeter", "Perimeter"],
  ["neighbours", "Neighbours"],
  ["confidence", "Confidence"],
];

export function RoomTable({ scene, focus, scroller }: Props) {
  const [order, setOrder] = useState<Order>({ by: "name", descending: false });
  const sorted = useMemo(() => sortRooms(scene.rooms, order), [scene, order]);
  const rated = scene.rooms.some(({ room }) => room.confidence !== undefined);
  const columns = COLUMNS.filter(([column]) => column !== "confidence" || rated);
  const long = sorted.length >= LONG_FROM_ROWS;
  const { from, to } = useWindow(scroller, sorted.length, ROW_PX, long);
  const selected = useSelected(focus);
  useEffect(() => {
    const target = scroller.current;
    if (!long || !target || selected === null) return;
    const top = sorted.findIndex(({ room }) => room.id === selected) * ROW_PX;
    const free = target.clientHeight - 2 * ROW_PX;
    if (top < target.scrollTop || top > target.scrollTop + free) target.scrollTo({ top: top - free / 2 });
  }, [scroller, long, sorted, selected]);
  const space = (rows: number) =>
    rows > 0 && (
      <tr aria-hidden="true" style={{ height: rows * ROW_PX }}>
        <td colSpan={columns.length} />
      </tr>
    );
  return (
    <Table
      size="small"
      stickyHeader
      aria-label="Rooms"
      className="room-table"
      aria-rowcount={long ? sorted.length + HEAD_ROWS : undefined}
    >
      <TableHead>
        <TableRow>
          {columns.map(([column, title]) => (
            <TableCell
              key={column}
              align={column === "name" ? "left" : "right"}
              sortDirection={order.by === column ? (order.descending ? "desc" : "asc") : false}
            >
              <TableSortLabel
                active={order.by === column}
                direction={order.by === column && order.descending ? "desc" : "asc"}
                onClick={() => {
                  const again = order.by === column;
                  setOrder({ by: column, descending: again ? !order.descending : column !== "name" });
                }}
              >
                {title}
              </TableSortLabel>
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {space(from)}
        {sorted.slice(from, to).map((item, index) => (
          <RoomRow
            key={item.room.id}
            item={item}
            number={long ? from + index + 1 + HEAD_ROWS : undefined}
            units={scene.units}
            rated={rated}
            focus={focus}
          />
        ))}
        {space(sorted.length - to)}
      </TableBody>
    </Table>
  );
}
