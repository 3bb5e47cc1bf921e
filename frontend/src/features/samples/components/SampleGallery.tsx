import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";

import type { Plan } from "@/lib/plan";

import { SAMPLES } from "../catalogue";
import { SampleCard } from "./SampleCard";

interface Props {
  disabled: boolean;
  onPick: (plan: Plan, name: string) => void;
}

const columns = { display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(230px, 1fr))", gap: 2.5 };

export function SampleGallery({ disabled, onPick }: Props) {
  return (
    <Box component="section" aria-labelledby="samples-title">
      <Typography id="samples-title" variant="h2" sx={{ mb: 0.5 }}>
        Or start with a sample
      </Typography>
      <Typography sx={{ color: "text.secondary", mb: 3 }}>Twelve real drawings. Pick one to see its rooms.</Typography>
      <Box component="ul" sx={{ ...columns, p: 0, m: 0, listStyle: "none" }}>
        {SAMPLES.map((sample) => (
          <Box component="li" key={sample.name} sx={{ display: "grid" }}>
            <SampleCard sample={sample} disabled={disabled} onPick={onPick} />
          </Box>
        ))}
      </Box>
    </Box>
  );
}
