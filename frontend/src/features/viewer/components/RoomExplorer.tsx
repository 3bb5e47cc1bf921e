import Button from "@mui/material/Button";
import { useMemo, useRef, useState, type ReactNode } from "react";
import { Link } from "react-router";

import "../figures.css";
import "../viewer.css";

import { CopyLinkButton } from "@/components/CopyLinkButton";
import { PenIcon } from "@/components/icons";
import { KeyboardMap } from "@/components/KeyboardMap";
import { StateMessage } from "@/components/StateMessage";
import { useViewStore } from "@/hooks/useView";
import { boxOf } from "@/plan/grid";
import { markRooms } from "@/plan/marks";
import { renamed } from "@/plan/nameRooms";
import type { Plan } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";
import { hasScale } from "@/plan/units";
import { reveal, zoomTo } from "@/plan/view";

import type { Look } from "../drawing/picture";
import type { Finding } from "../findings";
import { FocusStore } from "../focusStore";
import { buildScene } from "../scene";
import { useTypedNames } from "../useTypedNames";
import { usePainter } from "../usePainter";
import { MEASURE_KEYS, PLAN_KEYS } from "../usePlanKeys";
import { useViewerSettings } from "../useViewerSettings";
import { DownloadMenu } from "./DownloadMenu";
import { PlanView } from "./PlanView";
import { PrintSheet } from "./PrintSheet";
import { RoomDetails } from "./RoomDetails";
import { ScheduleDialog, type NameSaving } from "./ScheduleDialog";
import { SidePanel, type Panel } from "./SidePanel";
import { Summary } from "./Summary";
import { UnsavedNames } from "./UnsavedNames";
import { ViewerToolbar } from "./ViewerToolbar";

interface Props {
  jobId: string;
  plan: Plan;
  result: DetectionResult;
  processingTime: number | null;
  /** Of downloads, without a suffix. */
  title: string;
  /** What other features offer for this plan, in the same bar, and its menu. */
  actions: ReactNode;
  menu: ReactNode;
  saving: NameSaving;
}

const KEY_GROUPS = [
  { title: "Plan", keys: PLAN_KEYS },
  { title: "While measuring", keys: MEASURE_KEYS },
];

/** A plan with its rooms: the drawing on one side, figures on the other, and each speaks of the same room. */
export function RoomExplorer({ jobId, plan, result, processingTime, title, saving, actions, menu }: Props) {
  const marked = useMemo(() => ({ ...result, rooms: markRooms(result.rooms, plan.findings) }), [result, plan]);
  const names = useTypedNames(jobId, marked.rooms);
  const scene = useMemo(() => buildScene(plan, renamed(marked, names.applied)), [plan, marked, names.applied]);
  const [focus] = useState(() => new FocusStore());
  const settings = useViewerSettings();
  const { colourBy, stage } = settings;
  const look: Look = useMemo(() => ({ colourBy, stage }), [colourBy, stage]);
  const painter = usePainter(scene);
  const frame = useRef<HTMLDivElement>(null);
  const store = useViewStore(frame, scene.size);
  const [panel, setPanel] = useState<Panel>("rooms");
  const [scheduleShown, setScheduleShown] = useState(false);

  const selectRoom = (id: string) => {
    const item = scene.byId.get(id);
    focus.select(id);
    if (item) store.change((now) => reveal(now, item.box, store.get().screen));
  };
  const selectFinding = ({ number, at, stretch }: Finding) => {
    settings.set({ finding: number });
    if (at) store.change((_, fitScale) => zoomTo(boxOf(stretch ?? [at]), store.get().screen, fitScale));
  };
  return (
    <>
      <div className="sheet">
        <PlanView
          frame={frame}
          scene={scene}
          painter={painter}
          look={look}
          store={store}
          focus={focus}
          settings={settings}
          onSelectFinding={(number) => {
            settings.set({ finding: number });
            setPanel("findings");
          }}
        />
        <ViewerToolbar
          settings={settings}
          used={scene.usages.length > 0}
          rated={scene.rooms.some(({ room }) => room.confidence !== undefined)}
          repaired={scene.findings.some(({ repaired }) => repaired)}
        />
      </div>
      <div className="job-actions" role="group" aria-label="What to do with this plan">
        <Button
          size="small"
          color="inherit"
          startIcon={<PenIcon />}
          component={Link}
          to={`/editor?job=${jobId}`}
          state={{ title }}
        >
          Edit this plan
        </Button>
        {scene.rooms.length > 0 && (
          <Button
            size="small"
            color="inherit"
            onClick={() => {
              setScheduleShown(true);
            }}
          >
            {names.unsaved > 0 ? `Schedule (${String(names.unsaved)} not saved)` : "Schedule"}
          </Button>
        )}
        {actions}
        <CopyLinkButton />
        <DownloadMenu jobId={jobId} title={title} result={result} painter={painter} look={look} />
        {menu}
      </div>
      <aside className="side" aria-label="Rooms found" data-colours={colourBy}>
        <Summary result={result} processingTime={processingTime} />
        <UnsavedNames names={names} saving={saving} />
        {scene.rooms.length > 0 && !hasScale(scene.units) && (
          <p className="no-scale">
            This plan has no scale: areas are in {scene.units ?? "unknown units"}².{" "}
            <Link to={`/editor?job=${jobId}`} state={{ title }}>
              Set the scale
            </Link>
          </p>
        )}
        {scene.rooms.length > 0 ? (
          <RoomDetails
            scene={scene}
            focus={focus}
            onSelect={selectRoom}
            onNames={({ room }, typed) => {
              names.set([room.id, typed]);
              names.apply();
            }}
          />
        ) : (
          <StateMessage picture="empty" title="No rooms in this plan">
            None of its walls enclose a space. Look for gaps between the ends of walls, close them, and try again.
          </StateMessage>
        )}
        {(scene.rooms.length > 0 || scene.findings.length > 0) && (
          <SidePanel
            scene={scene}
            focus={focus}
            panel={scene.rooms.length > 0 ? panel : "findings"}
            onPanel={setPanel}
            finding={settings.finding}
            onPointFinding={(number) => {
              settings.set({ finding: number });
            }}
            onSelectFinding={selectFinding}
          />
        )}
      </aside>
      <ScheduleDialog
        open={scheduleShown}
        onClose={() => {
          setScheduleShown(false);
          names.apply();
        }}
        scene={scene}
        title={title}
        names={names}
        saving={saving}
      />
      <PrintSheet scene={scene} title={title} typed={names.typed} byUsage={colourBy === "usage"} />
      <KeyboardMap
        open={settings.keysShown}
        groups={KEY_GROUPS}
        onClose={() => {
          settings.set({ keysShown: false });
        }}
      />
    </>
  );
}
