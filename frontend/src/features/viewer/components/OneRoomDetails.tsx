import IconButton from "@mui/material/IconButton";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";
import Typography from "@mui/material/Typography";

import { PenIcon } from "@/components/icons";
import { count, formatLength, formatPercent } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";
import { MARK_NAMES, MARK_SIGNS, type Mark } from "@/plan/marks";

import type { Access } from "../access";
import type { SceneRoom } from "../scene";
import { Fact } from "./Fact";

interface Props {
  item: SceneRoom;
  units: string | null;
  access: Access;
  /** What another room is called. */
  nameOf: (id: string) => string;
  onSelect: (id: string) => void;
  onName: () => void;
  onMark: (mark: Mark | "") => void;
}

const OPENINGS = { door: "Door", window: "Window", opening: "Opening" } as const;
const MARKS = Object.entries(MARK_NAMES) as [Mark, string][];

export function OneRoomDetails({
  item: { room, name, colour, usageColour },
  units,
  access,
  nameOf,
  onSelect,
  onName,
  onMark,
}: Props) {
  const { openings = [] } = room;
  const way = access.waysOut.get(room.id);
  const notes = [
    room.holes.length > 0 && `With ${count(room.holes.length, "cut-out")}, not counted in the area.`,
    ...(room.confidence_reasons ?? []),
  ].filter(Boolean);
  return (
    <>
      <Typography variant="h3" component="h2" sx={{ display: "flex", alignItems: "center" }}>
        <span className="swatch" data-colour={colour} data-usage={usageColour} />
        <span className="room-title">{name}</span>
        <IconButton
          size="small"
          data-names
          aria-label={`Name, number and usage of ${name}`}
          title="Name, number and usage"
          onClick={onName}
        >
          <PenIcon />
        </IconButton>
      </Typography>
      <ToggleButtonGroup
        size="small"
        exclusive
        value={room.mark ?? ""}
        aria-label={`${name} was checked`}
        onChange={(_, mark: Mark | null) => {
          onMark(mark ?? "");
        }}
      >
        {MARKS.map(([mark, title]) => (
          <ToggleButton key={mark} value={mark}>
            {MARK_SIGNS[mark]} {title}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <dl>
        <Fact term="Area">{formatArea(room.area, units)}</Fact>
        {typeof room.net_area === "number" && <Fact term="Net area">{formatArea(room.net_area, units)}</Fact>}
        {room.usage && <Fact term="Usage">{room.usage}</Fact>}
        <Fact term="Perimeter">{formatLength(room.perimeter, units)}</Fact>
        {(room.load_bearing_share ?? 0) > 0 && (
          <Fact term="Load-bearing">{formatPercent(room.load_bearing_share ?? 0)}</Fact>
        )}
        {room.confidence !== undefined && <Fact term="Confidence">{formatPercent(room.confidence)}</Fact>}
        {access.known && (
          <Fact term="Way out">
            {way
              ? `${[...way.through.map(nameOf), "outside"].join(" → ")}, ${formatLength(way.length, units)}`
              : openings.length > 0
                ? "No way leads outside"
                : "No opening leads here"}
          </Fact>
        )}
      </dl>
      <Typography variant="body2" component="h3" sx={{ color: "text.secondary" }}>
        {room.adjacent.length > 0 ? "Neighbours" : "No neighbours: no wall is shared with another room."}
      </Typography>
      <ul>
        {room.adjacent.map((neighbour) => (
          <li key={neighbour.room}>
            <button
              type="button"
              className="neighbour"
              title={`${formatLength(neighbour.shared_length, units)} of wall shared`}
              onClick={() => {
                onSelect(neighbour.room);
              }}
            >
              {nameOf(neighbour.room)}
            </button>
          </li>
        ))}
      </ul>
      {openings.length > 0 && (
        <>
          <Typography variant="body2" component="h3" sx={{ color: "text.secondary" }}>
            Doors, windows and openings
          </Typography>
          <ul>
            {openings.map(({ kind, start, width, to }) => (
              <li key={start.join()} className="opening">
                {OPENINGS[kind ?? "opening"]}, {formatLength(width, units)}, to{" "}
                {to === null ? "the outside" : nameOf(to)}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.map((note) => (
        <Typography key={String(note)} variant="body2" sx={{ color: "text.secondary" }}>
          {note}
        </Typography>
      ))}
    </>
  );
}
