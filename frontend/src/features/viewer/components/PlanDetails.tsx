import Typography from "@mui/material/Typography";
import { useMemo } from "react";

import { formatArea } from "@/lib/format";

import type { SceneRoom } from "../scene";

interface Props {
  rooms: readonly SceneRoom[];
  units: string | null;
  onSelect: (id: string) => void;
}

/** The plan as a whole, until somebody points at a room. */
export function PlanDetails({ rooms, units, onSelect }: Props) {
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
      <Typography variant="body2" sx={{ color: "text.secondary", mt: "auto" }}>
        Point at a room to see its size and neighbours, click to keep it. Drag to move, scroll or pinch to zoom; arrow
        keys walk from room to room.
      </Typography>
    </>
  );
}
