import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Typography from "@mui/material/Typography";

import type { SnapSettings } from "../model/snap";

interface Props {
  settings: SnapSettings;
  onChange: (settings: SnapSettings) => void;
}

const NAMES: [keyof SnapSettings, string][] = [
  ["ends", "Ends"],
  ["crossings", "Walls and crossings"],
  ["axes", "In line"],
  ["angles", "Angles of 15°"],
  ["grid", "Grid"],
];

/** What places snap to. */
export function SnapPanel({ settings, onChange }: Props) {
  return (
    <section className="panel" aria-label="Snapping">
      <Typography variant="h3" component="h2">
        Snap to
      </Typography>
      <div className="check-list">
        {NAMES.map(([name, label]) => (
          <FormControlLabel
            key={name}
            label={label}
            control={
              <Checkbox
                size="small"
                checked={settings[name]}
                onChange={(_, checked) => {
                  onChange({ ...settings, [name]: checked });
                }}
              />
            }
          />
        ))}
      </div>
    </section>
  );
}
