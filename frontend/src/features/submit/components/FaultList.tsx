import Box from "@mui/material/Box";
import { useQuery } from "@tanstack/react-query";

import type { Fault } from "@/api/problem";
import { PlanDrawing } from "@/components/PlanDrawing";
import { drawable } from "@/plan/drawable";
import type { Plan } from "@/plan/plan";

import { placeFault } from "../faults";
import { wallLines } from "../wallLines";

const SHOWN = 50;

interface Props {
  faults: Fault[];
  plan: Plan;
  /** The file that the plan was read from. */
  file: File | null;
}

/** What the API found wrong, each fault with its wall and its line, and those walls marked in the drawing. */
export function FaultList({ faults, plan, file }: Props) {
  const { data: lines = [] } = useQuery({
    queryKey: ["wall-lines", file?.name, file?.size, file?.lastModified],
    queryFn: async () => (file ? wallLines(await file.text()) : []),
    networkMode: "always",
    gcTime: 0,
  });
  const placed = faults.map((fault) => placeFault(fault, lines));
  const drawing = drawable(plan, new Set(placed.flatMap(({ wall }) => wall ?? [])));
  return (
    <Box sx={{ display: "grid", gap: 3, gridTemplateColumns: { sm: "1fr 220px" } }}>
      <Box component="ul" aria-label="Faults" className="faults">
        {placed.slice(0, SHOWN).map(({ place, line, detail }) => (
          <li key={place + detail}>
            <strong>{place}</strong>
            {line !== null && <span className="fault-line"> line {line}</span>}: {detail}
          </li>
        ))}
        {placed.length > SHOWN && <li>and {placed.length - SHOWN} more</li>}
      </Box>
      {drawing.plan.walls.length > 0 && (
        <Box sx={{ height: 180, minWidth: 0, color: "text.primary" }}>
          <PlanDrawing plan={drawing.plan} marked={drawing.marked} />
        </Box>
      )}
    </Box>
  );
}
