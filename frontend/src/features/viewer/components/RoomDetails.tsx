import Typography from "@mui/material/Typography";

import { count, formatArea, formatLength, formatPercent } from "@/lib/format";

import { roomName, type SceneRoom } from "../scene";

interface Props {
  item: SceneRoom | undefined;
  units: string | null;
  onSelect: (id: string) => void;
}

/** What there is to know about one room. It keeps its height, so that nothing below it moves. */
export function RoomDetails({ item, units, onSelect }: Props) {
  return (
    <section className="room-details" aria-label="Room details" aria-live="polite">
      {item ? (
        <Details item={item} units={units} onSelect={onSelect} />
      ) : (
        <Typography sx={{ color: "text.secondary", m: "auto", textAlign: "center", maxWidth: "30ch" }}>
          Point at a room to see its size and its neighbours. Click to keep it.
        </Typography>
      )}
    </section>
  );
}

function Details({ item: { room, name, colour }, units, onSelect }: Required<Props> & { item: SceneRoom }) {
  const notes = [
    room.holes.length > 0 && `With ${count(room.holes.length, "cut-out")}, not counted in the area.`,
    ...(room.confidence_reasons ?? []),
  ].filter(Boolean);
  return (
    <>
      <Typography variant="h3" component="h2" sx={{ display: "flex", alignItems: "center" }}>
        <span className="swatch" data-colour={colour} />
        {name}
      </Typography>
      <dl>
        <Fact term="Area">{formatArea(room.area, units)}</Fact>
        <Fact term="Perimeter">{formatLength(room.perimeter, units)}</Fact>
        {room.confidence !== undefined && <Fact term="Confidence">{formatPercent(room.confidence)}</Fact>}
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
              {roomName(neighbour.room)}
            </button>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <Typography key={String(note)} variant="body2" sx={{ color: "text.secondary" }}>
          {note}
        </Typography>
      ))}
    </>
  );
}

function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
