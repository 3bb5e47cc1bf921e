import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import FormControlLabel from "@mui/material/FormControlLabel";
import LinearProgress from "@mui/material/LinearProgress";
import { useEffect, useEffectEvent, useState } from "react";
import { useNavigate } from "react-router";

import { ProblemError } from "@/api/problem";
import { PlanDrawing } from "@/components/PlanDrawing";
import { count } from "@/lib/format";
import type { Plan } from "@/plan/plan";

import { useImportDrawing, type ImportedPlan } from "../api/useImportDrawing";
import type { DrawingFormat } from "../fileFormat";
import { pageOf, SheetFields, type Sheet } from "./SheetFields";
import { UnitsSelect } from "./UnitsSelect";

interface Props {
  title: string;
  file: File;
  format: DrawingFormat;
  busy: boolean;
  onSubmit: (plan: Plan) => void;
  onEdit: (plan: Plan) => void;
  /** Hand in all storeys of a building as a batch. */
  onAllStoreys: () => void;
  /** Let a worker read it instead. */
  onUpload: () => void;
  onClose: () => void;
}

/** The status of a service that has no library for drawings; its workers have. */
const NOT_READ_HERE = 501;

/** What a drawing would be as a plan; its layers and units can be chosen. */
export function ImportDialog({ title, file, format, busy, onSubmit, onEdit, onAllStoreys, onUpload, onClose }: Props) {
  const navigate = useNavigate();
  const { mutate, data, error, isPending } = useImportDrawing(({ job_id }) => void navigate(`/jobs/${job_id}`));
  const [shown, setShown] = useState<ImportedPlan | null>(null);
  const [sheet, setSheet] = useState<Sheet>({ page: "", scale: "" });
  const [read, setRead] = useState(sheet);
  if (data && data !== shown) setShown(data); // stays in sight while the next one is on its way
  const load = useEffectEvent(() => {
    mutate({ file, format });
  });
  useEffect(() => {
    load();
  }, [file, format]);
  const taken = shown?.layers.filter((layer) => layer.taken).map(({ name }) => name) ?? [];
  const walls = shown?.plan.walls.length ?? 0;
  const page = pageOf(sheet);
  const asked = { file, format, ...(page !== undefined && { page }), ...(sheet.scale && { scale: sheet.scale }) };
  const again = (layers: string[], units: string | null | undefined) => {
    mutate({ ...asked, layers, ...(units !== null && units !== undefined && format !== "pdf" && { units }) });
  };
  const readSheet = () => {
    if (sheet.page === read.page && sheet.scale === read.scale) return;
    setRead(sheet);
    mutate({ ...asked, ...(sheet.page === read.page && taken.length > 0 && { layers: taken }) }); // layers differ by page
  };
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby="import-title">
      <DialogTitle id="import-title">{title}</DialogTitle>
      <DialogContent className="import-dialog">
        <div className="import-preview">
          {shown && walls > 0 && <PlanDrawing plan={shown.plan} />}
          {isPending && <LinearProgress aria-label="Reading the drawing" className="import-wait" />}
        </div>
        <div className="import-choices" aria-live="polite">
          {error && (
            <p role="alert" className="import-error">
              {importError(error)}
            </p>
          )}
          {format === "pdf" && <SheetFields sheet={sheet} onChange={setSheet} onDone={readSheet} />}
          {shown && (
            <>
              {shown.findings.map((finding) => (
                <p key={finding} className="import-finding">
                  {finding}
                </p>
              ))}
              <fieldset>
                <legend>Layers with walls</legend>
                {shown.layers.map((layer) => (
                  <FormControlLabel
                    key={layer.name}
                    label={`${layer.name || "(without a name)"} · ${count(layer.walls, "wall")}`}
                    control={
                      <Checkbox
                        size="small"
                        checked={layer.taken}
                        disabled={layer.taken && taken.length === 1}
                        onChange={(_, checked) => {
                          const names = checked ? [...taken, layer.name] : taken.filter((name) => name !== layer.name);
                          again(names, shown.units);
                        }}
                      />
                    }
                  />
                ))}
              </fieldset>
              {format !== "pdf" && (
                <UnitsSelect
                  fixed
                  value={shown.units ?? ""}
                  unknown="not known"
                  onChange={(units) => {
                    again(taken, units);
                  }}
                />
              )}
              {shown.ignored.length > 0 && (
                <details>
                  <summary>
                    Left out: {shown.ignored.reduce((sum, { count: each }) => sum + each, 0).toLocaleString("en")}
                  </summary>
                  <ul>
                    {shown.ignored.map(({ what, count: each, why }) => (
                      <li key={what + why}>
                        {each.toLocaleString("en")} × {what}: {why}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </>
          )}
        </div>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Cancel</Button>
        {error instanceof ProblemError && error.status === NOT_READ_HERE && (
          <Button onClick={onUpload}>Let a worker read it</Button>
        )}
        {format === "ifc" && shown && shown.layers.length > 1 && (
          <Button disabled={busy || isPending} onClick={onAllStoreys}>
            All {shown.layers.length} storeys
          </Button>
        )}
        <Button
          disabled={walls === 0 || isPending}
          onClick={() => {
            if (shown) onEdit(shown.plan);
          }}
        >
          Edit first
        </Button>
        <Button
          variant="contained"
          loading={busy}
          disabled={walls === 0 || isPending}
          onClick={() => {
            if (shown) onSubmit(shown.plan);
          }}
        >
          Find rooms
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function importError(error: Error): string {
  if (!(error instanceof ProblemError))
    return "The service cannot be reached. Check the connection, then drop the file again.";
  const [first] = error.faults;
  return first ? `The drawing ${first.detail}.` : error.message;
}
