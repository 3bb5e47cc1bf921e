import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useId, useState, type ChangeEvent, type KeyboardEvent } from "react";

import { namesOf, type RoomNames } from "@/plan/nameRooms";
import type { Room } from "@/plan/result";

import { UsageOptions } from "./UsageOptions";

interface Props {
  room: Room;
  /** What it is called now. */
  name: string;
  onNames: (names: RoomNames) => void;
  onCancel: () => void;
}

/** Name, number and usage of one room, typed where the room is told of. */
export function RoomNamesForm({ room, name, onNames, onCancel }: Props) {
  const usages = useId();
  const [typed, setTyped] = useState(() => namesOf(room));
  const field = (key: keyof RoomNames) => ({
    size: "small" as const,
    value: typed[key],
    autoComplete: "off",
    slotProps: { htmlInput: { maxLength: 100, ...(key === "usage" && { list: usages }) } },
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      setTyped({ ...typed, [key]: target.value });
    },
    onKeyDown: ({ key: pressed }: KeyboardEvent) => {
      if (pressed === "Escape") onCancel();
    },
  });
  return (
    <form
      className="room-names"
      aria-label={`Names of ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        onNames(typed);
      }}
    >
      <Typography variant="h3" component="h2">
        {name}
      </Typography>
      <TextField
        // eslint-disable-next-line jsx-a11y/no-autofocus -- whoever asks to name a room types its name
        autoFocus
        label="Name"
        {...field("name")}
      />
      <div className="room-names-row">
        <TextField label="Number" {...field("number")} />
        <TextField label="Usage" {...field("usage")} />
      </div>
      <UsageOptions id={usages} />
      <div className="room-names-row">
        <Button type="submit" size="small" variant="contained">
          Name the room
        </Button>
        <Button size="small" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
