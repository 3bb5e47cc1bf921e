import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Box from "@mui/material/Box";

import type { Fault } from "@/api/problem";
import { PlanDrawing } from "@/components/PlanDrawing";
import { count } from "@/lib/format";
import { drawable } from "@/lib/drawable";
import type { Plan } from "@/lib/plan";

import { placeFault } from "../faults";

const SHOWN = 50;

interface Props {
  faults: Fault[];
  plan: Plan;
}

/** What the API found wrong, each fault with its wall, and those walls marked in the drawing. */
export function FaultList({ faults, plan }: Props) {
  const placed = faults.map(placeFault);
  const drawing = drawable(plan, new Set(placed.flatMap(({ wall }) => wall ?? [])));
  return (
    <Alert severity="error" sx={{ "& .MuiAlert-message": { flex: 1, minWidth: 0 } }}>
      <AlertTitle>{count(faults.length, "thing")} to mend in this plan</AlertTitle>
      <Box sx={{ display: "grid", gap: 3, gridTemplateColumns: { sm: "1fr 180px" } }}>
        <Box component="ul" aria-label="Faults" sx={{ m: 0, pl: 2.5, maxHeight: 260, overflow: "auto" }}>
          {placed.slice(0, SHOWN).map(({ place, detail }) => (
            <li key={place + detail}>
              <strong>{place}:</strong> {detail}
            </li>
          ))}
          {placed.length > SHOWN && <li>and {placed.length - SHOWN} more</li>}
        </Box>
        {drawing.plan.walls.length > 0 && (
          <Box sx={{ height: 130, minWidth: 0, color: "text.primary" }}>
            <PlanDrawing plan={drawing.plan} marked={drawing.marked} />
          </Box>
        )}
      </Box>
    </Alert>
  );
}
