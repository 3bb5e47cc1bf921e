import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import Typography from "@mui/material/Typography";

import { PlanDrawing } from "@/components/PlanDrawing";
import { count } from "@/lib/format";
import type { Plan } from "@/lib/plan";

import { useSamplePlan } from "../api/useSamplePlan";
import type { Sample } from "../catalogue";

interface Props {
  sample: Sample;
  disabled: boolean;
  onPick: (plan: Plan, name: string) => void;
}

export function SampleCard({ sample, disabled, onPick }: Props) {
  const { data: plan, isError, refetch } = useSamplePlan(sample.url);
  return (
    <ButtonBase
      className="sample-card"
      disabled={disabled}
      onClick={() => {
        if (plan) onPick(plan, sample.title);
        else void refetch();
      }}
    >
      <Box sx={{ aspectRatio: "4 / 3", p: { xs: 1.75, sm: 2.5 }, bgcolor: "drawing.paper", color: "drawing.wall" }}>
        {plan && <PlanDrawing plan={plan} />}
        {isError && (
          <Typography variant="body2" sx={{ height: 1, display: "grid", placeItems: "center" }}>
            Not loaded. Press to try again.
          </Typography>
        )}
      </Box>
      <Box sx={{ p: { xs: 1.5, sm: 2 }, pt: 1.5 }}>
        <Box sx={{ display: "flex", flexWrap: "wrap", justifyContent: "space-between", alignItems: "baseline", columnGap: 1 }}>
          <Typography sx={{ fontWeight: 650 }}>{sample.title}</Typography>
          <Typography variant="body2" noWrap sx={{ color: "text.secondary", flexShrink: 0 }}>
            {count(sample.walls, "wall")}
          </Typography>
        </Box>
        <Typography variant="body2" sx={{ color: "text.secondary", mt: 0.25 }}>
          {sample.description}
        </Typography>
      </Box>
    </ButtonBase>
  );
}
