import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TableSortLabel from "@mui/material/TableSortLabel";
import { useState } from "react";

import { sortRooms, type Column, type Order } from "../sortRooms";
import type { Scene } from "../scene";
import type { Focus } from "../useFocus";
import { RoomRow } from "./RoomRow";

interface Props {
  scene: Scene;
  focus: Focus;
}

const COLUMNS: readonly (readonly [Column, string])[] = [
  ["name", "Room"],
  ["area", "Area"],
  ["perimeter", "Perimeter"],
  ["neighbours", "Neighbours"],
  ["confidence", "Confidence"],
];

export function RoomTable({ scene, focus }: Props) {
  const [order, setOrder] = useState<Order>({ by: "name", descending: false });
  const items = new Map(scene.rooms.map((item) => [item.room.id, item]));
  const rooms = scene.rooms.map(({ room }) => room);
  const rated = rooms.some(({ confidence }) => confidence !== undefined);
  const columns = COLUMNS.filter(([column]) => column !== "confidence" || rated);
  const sorted = sortRooms(rooms, order);
  return (
    <Table size="small" stickyHeader aria-label="Rooms" className="room-table">
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
        {sorted.map(({ id }) => {
          const item = items.get(id);
          if (!item) return null;
          return (
            <RoomRow
              key={id}
              item={item}
              units={scene.units}
              rated={rated}
              shown={focus.shown === id}
              selected={focus.selected === id}
              onPoint={focus.point}
              onSelect={focus.toggle}
            />
          );
        })}
      </TableBody>
    </Table>
  );
}
