import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";

import { numberRooms, type Order } from "@/plan/numberRooms";
import type { Room } from "@/plan/result";

interface Props {
  rooms: readonly Room[];
  /** Whether y counts downwards. */
  down: boolean;
  onNumbers: (numbers: ReadonlyMap<string, string>) => void;
}

/** All rooms numbered at once, from a first number on, in an order that is chosen. */
export function NumberRooms({ rooms, down, onNumbers }: Props) {
  const [first, setFirst] = useState("1.01");
  const [order, setOrder] = useState<Order>("rows");
  return (
    <form
      className="number-rooms"
      aria-label="Number all rooms"
      onSubmit={(event) => {
        event.preventDefault();
        onNumbers(numberRooms(rooms, first, order, down));
      }}
    >
      <TextField
        size="small"
        label="First number"
        value={first}
        slotProps={{ htmlInput: { maxLength: 20 } }}
        onChange={({ target }) => {
          setFirst(target.value);
        }}
      />
      <TextField
        select
        size="small"
        label="Order"
        value={order}
        slotProps={{ select: { native: true } }}
        onChange={({ target }) => {
          setOrder(target.value as Order);
        }}
      >
        <option value="rows">Row by row</option>
        <option value="nearest">The nearest next</option>
      </TextField>
      <Button type="submit" size="small" variant="outlined">
        Number all rooms
      </Button>
    </form>
  );
}
