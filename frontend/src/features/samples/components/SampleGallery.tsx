import "../samples.css";

import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";

import type { Plan } from "@/plan/plan";

import { SAMPLES } from "../catalogue";
import { SampleCard } from "./SampleCard";

interface Props {
  disabled: boolean;
  onPick: (plan: Plan, name: string) => void;
}

const sources = [...new Set(SAMPLES.map(({ source, licence }) => `${source} (${licence})`))];
const columns = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fill, minmax(clamp(150px, 26vw, 230px), 1fr))",
  gap: { xs: 1.5, sm: 2.5 },
};

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
      <Typography variant="body2" sx={{ color: "text.secondary", mt: 4 }}>
        Drawings from {sources.join("; ")}.
      </Typography>
    </Box>
  );
}
