import IconButton from "@mui/material/IconButton";

import { FitIcon, MinusIcon, PlusIcon } from "@/components/icons";

interface Props {
  onZoom: (factor: number) => void;
  onFit: () => void;
  fitted: boolean;
}

const STEP = 1.5;

export function ZoomControls({ onZoom, onFit, fitted }: Props) {
  return (
    <div className="zoom-controls" role="group" aria-label="Zoom">
      <IconButton
        aria-label="Zoom in"
        onClick={() => {
          onZoom(STEP);
        }}
      >
        <PlusIcon />
      </IconButton>
      <IconButton
        aria-label="Zoom out"
        onClick={() => {
          onZoom(1 / STEP);
        }}
      >
        <MinusIcon />
      </IconButton>
      <IconButton aria-label="Fit the plan" onClick={onFit} disabled={fitted}>
        <FitIcon />
      </IconButton>
    </div>
  );
}
