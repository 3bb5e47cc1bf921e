import Typography from "@mui/material/Typography";
import { useMemo } from "react";

import { count } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";

import type { Access } from "../access";
import type { SceneRoom } from "../scene";

interface Props {
  rooms: readonly SceneRoom[];
  units: string | null;
  access: Access;
  nameOf: (id: string) => string;
  onSelect: (id: string) => void;
}

const SHOWN = 5;

/** The plan as a whole, until somebody points at a room. */
export function PlanDetails({ rooms, units, access, nameOf, onSelect }: Props) {
  const extremes = useMemo(() => {
    const bySize = rooms.toSorted((a, b) => b.room.area - a.room.area);
    return [
      ["Largest", bySize[0]],
      ["Smallest", bySize.at(-1)],
    ] as const;
  }, [rooms]);
  return (
    <>
      <Typography variant="h3" component="h2">
        The whole plan
      </Typography>
      <dl>
        {extremes.map(
          ([term, item]) =>
            item && (
              <div key={term}>
                <dt>{term}</dt>
                <dd>
                  {formatArea(item.room.area, units)}
                  <br />
                  <button
                    type="button"
                    className="neighbour"
                    onClick={() => {
                      onSelect(item.room.id);
                    }}
                  >
                    {item.name}
                  </button>
                </dd>
              </div>
            ),
        )}
      </dl>
      {access.known && <Unreached what="No opening leads to" ids={access.closed} nameOf={nameOf} onSelect={onSelect} />}
      {access.known && (
        <Unreached what="No way leads outside from" ids={access.inner} nameOf={nameOf} onSelect={onSelect} />
      )}
      <Typography variant="body2" sx={{ color: "text.secondary", mt: "auto" }}>
        Point at a room to see its size and neighbours, click to keep it. Drag to move, scroll or pinch to zoom; arrow
        keys walk from room to room.
      </Typography>
    </>
  );
}

/** Rooms that nobody can walk to, or out of. */
function Unreached({
  what,
  ids,
  nameOf,
  onSelect,
}: { what: string; ids: string[] } & Pick<Props, "nameOf" | "onSelect">) {
  if (ids.length === 0) return null;
  return (
    <>
      <Typography variant="body2" component="h3" sx={{ color: "text.secondary" }}>
        {`${what} ${count(ids.length, "room")}`}
      </Typography>
      <ul>
        {ids.slice(0, SHOWN).map((id) => (
          <li key={id}>
            <button
              type="button"
              className="neighbour"
              onClick={() => {
                onSelect(id);
              }}
            >
              {nameOf(id)}
            </button>
          </li>
        ))}
        {ids.length > SHOWN && <li>and {ids.length - SHOWN} more</li>}
      </ul>
    </>
  );
}
