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

const titleLine = {
  display: "flex",
  flexWrap: "wrap",
  justifyContent: "space-between",
  alignItems: "baseline",
  columnGap: 1,
};

/** A sample with its drawing; all of the card is the button. */
export function SampleCard({ sample, disabled, onPick }: Props) {
  const { data: plan, isError, refetch } = useSamplePlan(sample.url);
  return (
    <article className="sample-card">
      <ButtonBase
        disabled={disabled}
        onClick={() => {
          if (plan) onPick(plan, sample.title);
          else void refetch();
        }}
        aria-label={`Find the rooms of ${sample.title}`}
        aria-describedby={`about-${sample.name}`}
      >
        {plan && <PlanDrawing plan={plan} />}
        {isError && <Typography variant="body2">Not loaded. Press to try again.</Typography>}
      </ButtonBase>
      <Box sx={{ p: { xs: 1.5, sm: 2 }, pt: 1.5 }}>
        <Box sx={titleLine}>
          <Typography variant="h3">{sample.title}</Typography>
          <Typography variant="body2" noWrap sx={{ color: "text.secondary" }}>
            {count(sample.walls, "wall")}
          </Typography>
        </Box>
        <Typography id={`about-${sample.name}`} variant="body2" sx={{ color: "text.secondary", mt: 0.25 }}>
          {sample.description}
        </Typography>
      </Box>
    </article>
  );
}
