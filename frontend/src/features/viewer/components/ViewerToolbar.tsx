import IconButton from "@mui/material/IconButton";
import ToggleButton from "@mui/material/ToggleButton";
import ToggleButtonGroup from "@mui/material/ToggleButtonGroup";

import { KeyboardIcon, RulerIcon } from "@/components/icons";

import type { ViewerSettings } from "../useViewerSettings";

interface Props {
  settings: ViewerSettings;
  /** Whether there is anything to colour or compare. */
  rated: boolean;
  used: boolean;
  repaired: boolean;
}

/** How the plan is shown. */
export function ViewerToolbar({ settings, rated, used, repaired }: Props) {
  const { colourBy, stage, measuring, set } = settings;
  return (
    <div className="viewer-toolbar" role="group" aria-label="View" data-control>
      {(rated || used) && (
        <ToggleButtonGroup
          size="small"
          exclusive
          value={colourBy}
          aria-label="Colours"
          onChange={(_, value: ViewerSettings["colourBy"] | null) => {
            if (value) set({ colourBy: value });
          }}
        >
          <ToggleButton value="room">Rooms</ToggleButton>
          {used && <ToggleButton value="usage">Usage</ToggleButton>}
          {rated && <ToggleButton value="confidence">Confidence</ToggleButton>}
        </ToggleButtonGroup>
      )}
      {repaired && (
        <ToggleButtonGroup
          size="small"
          exclusive
          value={stage}
          aria-label="Repairs"
          onChange={(_, value: ViewerSettings["stage"] | null) => {
            if (value) set({ stage: value });
          }}
        >
          <ToggleButton value="before">As drawn</ToggleButton>
          <ToggleButton value="after">Repaired</ToggleButton>
        </ToggleButtonGroup>
      )}
      <ToggleButton
        size="small"
        value="measure"
        selected={measuring}
        aria-label="Measure"
        title="Measure (M)"
        onChange={() => {
          set({ measuring: !measuring });
        }}
      >
        <RulerIcon />
      </ToggleButton>
      <IconButton
        size="small"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          set({ keysShown: true });
        }}
      >
        <KeyboardIcon />
      </IconButton>
    </div>
  );
}
