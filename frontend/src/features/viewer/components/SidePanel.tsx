import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useRef } from "react";

import type { Finding } from "../findings";
import type { FocusStore } from "../focusStore";
import type { Scene } from "../scene";
import { FindingsList } from "./FindingsList";
import { RoomTable } from "./RoomTable";

export type Panel = "rooms" | "findings";

interface Props {
  scene: Scene;
  focus: FocusStore;
  panel: Panel;
  onPanel: (panel: Panel) => void;
  finding: number | null;
  onPointFinding: (number: number | null) => void;
  onSelectFinding: (finding: Finding) => void;
}

/** The rooms as a table, or what was repaired. */
export function SidePanel({ scene, focus, panel, onPanel, finding, onPointFinding, onSelectFinding }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  return (
    <div className="side-panel">
      <Tabs
        value={panel}
        aria-label="Lists"
        variant="fullWidth"
        className="side-tabs"
        onChange={(_, value: Panel) => {
          onPanel(value);
        }}
      >
        <Tab
          id="tab-rooms"
          aria-controls="panel-rooms"
          value="rooms"
          label={`Rooms (${scene.rooms.length.toLocaleString("en")})`}
        />
        <Tab
          id="tab-findings"
          aria-controls="panel-findings"
          value="findings"
          label={`Repairs and findings (${scene.findings.length.toLocaleString("en")})`}
        />
      </Tabs>
      <div
        className="table-frame"
        ref={frame}
        role="tabpanel"
        id={`panel-${panel}`}
        aria-labelledby={`tab-${panel}`}
        key={panel}
        data-long={scene.rooms.length > 150}
      >
        {panel === "rooms" ? (
          <RoomTable scene={scene} focus={focus} scroller={frame} />
        ) : (
          <FindingsList findings={scene.findings} shown={finding} onPoint={onPointFinding} onSelect={onSelectFinding} />
        )}
      </div>
    </div>
  );
}
