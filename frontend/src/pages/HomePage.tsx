import Typography from "@mui/material/Typography";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate } from "react-router";

import "./home.css";

import { lazyPart } from "@/components/lazyPart";
import { PageKeys } from "@/components/PageKeys";
import { planKey } from "@/features/jobs/api/useJobPlan";
import { SampleGallery } from "@/features/samples/components/SampleGallery";
import { useSubmitBatch } from "@/features/submit/api/useSubmitBatch";
import { DropZone } from "@/features/submit/components/DropZone";
import { isBatch, isShapefile } from "@/features/submit/fileFormat";
import { useSubmission } from "@/features/submit/useSubmission";
import { whenIdle } from "@/lib/whenIdle";
import type { Plan } from "@/plan/plan";

import { JobPage } from "./lazyPages";
import { PartMissing } from "./PartMissing";

const DraftList = lazyPart(
  async () => ({ default: (await import("@/features/editor/components/DraftList")).DraftList }),
  () => null, // they are under their own addresses, too
);
const DrawingJobDialog = lazyPart(
  async () => ({ default: (await import("@/features/submit/components/DrawingJobDialog")).DrawingJobDialog }),
  PartMissing,
);
const ImportDialog = lazyPart(
  async () => ({ default: (await import("@/features/submit/components/ImportDialog")).ImportDialog }),
  PartMissing,
);
const SubmitErrorDialog = lazyPart(
  async () => ({ default: (await import("@/features/submit/components/SubmitErrorDialog")).SubmitErrorDialog }),
  PartMissing,
);
const UploadDialog = lazyPart(
  async () => ({ default: (await import("@/features/submit/components/UploadDialog")).UploadDialog }),
  () => null, // the upload goes on without its figures
);

/** The next step, most likely. */
const NEXT = [SubmitErrorDialog, JobPage, ImportDialog, DrawingJobDialog, UploadDialog];

/** Where a plan comes in: dropped, chosen, drawn, or taken from the samples. */
export function HomePage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const submission = useSubmission(({ jobId, plan, title }) => {
    if (plan) client.setQueryData(planKey(jobId), plan); // its walls can be shown while the job runs
    void navigate(`/jobs/${jobId}`, { state: { title: plan?.name ?? title } }); // as lists call it
  });
  const batch = useSubmitBatch();
  const take = async (files: File[]) => {
    submission.dismiss();
    const [first] = files;
    const single = files.length === 1 ? first : undefined;
    if (isBatch(files) && !(single && (await isShapefile(single)))) batch.submit(files);
    else if (first) submission.submitFile(first);
  };
  const edit = async (plan: Plan, title: string) => {
    const { openInEditor } = await import("./openInEditor");
    await navigate(await openInEditor(client, plan, title), { state: { title } });
  };
  useEffect(() => whenIdle(NEXT.map((part) => part.preload)), []);
  const { error, drawing, last } = submission;
  return (
    <div className="home">
      <PageKeys />
      <div className="hero">
        <div>
          <Typography variant="h1">Every room in your floor plan, found.</Typography>
          <Typography
            sx={{ fontSize: "1.1875rem", color: "text.secondary", mt: 2.5, maxWidth: "44ch", textWrap: "balance" }}
          >
            Hand in walls, in any order; they may cross, overlap, or not quite meet. Get back each room: its outline,
            its area, and what lies next to it.
          </Typography>
        </div>
        <DropZone busy={submission.busy || batch.isPending} onFiles={(files) => void take(files)} />
      </div>
      <DraftList />
      <SampleGallery disabled={submission.busy} onPick={submission.submitPlan} />
      <>
        {drawing?.blind && !error && (
          <DrawingJobDialog
            title={drawing.title}
            file={drawing.file}
            format={drawing.format}
            busy={submission.busy}
            onClose={submission.dismiss}
            onSubmit={(choice) => {
              submission.uploadDrawing({ ...drawing, ...choice });
            }}
          />
        )}
        {drawing && !drawing.blind && !error && (
          <ImportDialog
            title={drawing.title}
            file={drawing.file}
            format={drawing.format}
            busy={submission.busy || batch.isPending}
            onClose={submission.dismiss}
            onAllStoreys={() => {
              submission.dismiss();
              batch.submit([drawing.file]);
            }}
            onUpload={submission.goBlind}
            onSubmit={(plan) => {
              submission.submitPlan(plan, drawing.title);
            }}
            onEdit={(plan) => void edit(plan, drawing.title)}
          />
        )}
        {submission.upload && <UploadDialog upload={submission.upload} onCancel={submission.cancel} />}
        {batch.upload && <UploadDialog upload={batch.upload} onCancel={batch.cancel} />}
        {batch.error && (
          <SubmitErrorDialog
            error={batch.error}
            plan={undefined}
            file={null}
            onRetry={batch.retry}
            onClose={batch.reset}
            onEdit={() => undefined}
          />
        )}
        {error && (
          <SubmitErrorDialog
            error={error}
            plan={last?.plan}
            file={last?.file ?? null}
            onRetry={submission.retry}
            onClose={submission.dismiss}
            onEdit={(plan) => void edit(plan, last?.title ?? "Plan")}
          />
        )}
      </>
    </div>
  );
}
