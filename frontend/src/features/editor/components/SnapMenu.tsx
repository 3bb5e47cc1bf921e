import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import IconButton from "@mui/material/IconButton";
import Popover from "@mui/material/Popover";
import Typography from "@mui/material/Typography";
import { useId, useState } from "react";

import { SnapIcon } from "@/components/icons";

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

/** What places snap to, in a popover of one button. */
export function SnapMenu({ settings, onChange }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  return (
    <>
      <IconButton
        size="small"
        aria-label="Snapping"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        title="What places snap to (Alt: to nothing)"
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        <SnapIcon />
      </IconButton>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
        onClose={() => {
          setAnchor(null);
        }}
        slotProps={{ paper: { role: "dialog", "aria-labelledby": id, sx: { p: 2 } } }}
      >
        <Typography variant="h3" component="h2" id={id}>
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
      </Popover>
    </>
  );
}
