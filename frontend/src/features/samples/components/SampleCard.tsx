import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import Typography from "@mui/material/Typography";
import { useId } from "react";

import { PlanDrawing } from "@/components/PlanDrawing";
import { count } from "@/lib/format";
import type { Plan } from "@/plan/plan";

import { useSamplePlan } from "../api/useSamplePlan";
import type { Sample } from "../catalogue";

interface Props {
  sample: Sample;
  disabled: boolean;
  onPick: (plan: Plan, name: string) => void;
}

const titleLine = {
  display: "flex",
  flexWrap: "wrap", // one line is too short for many a title
  justifyContent: "space-between",
  alignItems: "baseline",
  columnGap: 1,
};

/** A sample with its drawing; all of the card is the button. */
export function SampleCard({ sample, disabled, onPick }: Props) {
  const id = useId();
  const { data: plan, isError, refetch } = useSamplePlan(sample.url);
  const pick = async () => {
    const loaded = plan ?? (await refetch({ cancelRefetch: false })).data; // a press may come before the plan
    if (loaded) onPick(loaded, sample.title);
  };
  return (
    <article className="sample-card">
      <ButtonBase
        disabled={disabled}
        onClick={() => void pick()}
        aria-labelledby={`${id}-title ${id}-walls`}
        aria-describedby={`${id}-about`}
      >
        {plan && <PlanDrawing plan={plan} />}
        {isError && <Typography variant="body2">Not loaded. Press to try again.</Typography>}
      </ButtonBase>
      <Box sx={{ p: { xs: 1.5, sm: 2 }, pt: 1.5 }}>
        <Box sx={titleLine}>
          <Typography id={`${id}-title`} variant="h3">
            {sample.title}
          </Typography>
          <Typography id={`${id}-walls`} variant="body2" noWrap sx={{ color: "text.secondary" }}>
            {count(sample.walls, "wall")}
          </Typography>
        </Box>
        <Typography id={`${id}-about`} variant="body2" sx={{ color: "text.secondary", mt: 0.25 }}>
          {sample.description}
        </Typography>
      </Box>
    </article>
  );
}
