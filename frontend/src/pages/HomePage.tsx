import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";

import { planKey } from "@/features/jobs/api/useJobPlan";
import { SampleGallery } from "@/features/samples/components/SampleGallery";
import { DropZone } from "@/features/submit/components/DropZone";
import { SubmitError } from "@/features/submit/components/SubmitError";
import { useSubmission } from "@/features/submit/useSubmission";

/** Where a plan comes in: dropped, chosen, or taken from the samples. */
export function HomePage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const submission = useSubmission(({ jobId, plan, title }) => {
    client.setQueryData(planKey(jobId), plan); // its walls can be shown while the job runs
    void navigate(`/jobs/${jobId}`, { state: { title } });
  });
  const problem = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (submission.error) problem.current?.scrollIntoView({ block: "nearest" }); // a sample may be far below it
  }, [submission.error]);
  return (
    <div className="home">
      <div className="hero">
        <div>
          <Typography variant="h1">Every room in your floor plan, found.</Typography>
          <Typography sx={{ fontSize: "1.1875rem", color: "text.secondary", mt: 2.5, maxWidth: "44ch", textWrap: "balance" }}>
            Hand in walls, in any order; they may cross, overlap, or not quite meet. Get back each room: its outline, its area,
            and what lies next to it.
          </Typography>
        </div>
        <DropZone busy={submission.busy} onFile={submission.submitFile} />
      </div>
      <Box ref={problem} aria-live="assertive" sx={{ mb: submission.error ? 5 : 0 }}>
        {submission.error && (
          <SubmitError error={submission.error} plan={submission.plan} onRetry={submission.retry} />
        )}
      </Box>
      <SampleGallery disabled={submission.busy} onPick={submission.submitPlan} />
    </div>
  );
}
