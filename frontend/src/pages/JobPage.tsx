import Typography from "@mui/material/Typography";
import { useLocation, useParams } from "react-router";

import "./sheet.css";

import { HomeLink } from "@/components/HomeLink";
import { useJob } from "@/features/jobs/api/useJob";
import { JobMenu } from "@/features/jobs/components/JobMenu";
import { TimelineButton } from "@/features/jobs/components/TimelineButton";
import { JobScreen } from "./JobScreen";

/** A job by its address: as it proceeds, and then its rooms. */
export function JobPage() {
  const { jobId = "" } = useParams();
  const { state } = useLocation() as { state: { title?: string } | null };
  const job = useJob(jobId);
  const title = state?.title ?? job.data?.name ?? "Floor plan";
  return (
    <div className="job">
      <div className="job-title">
        <HomeLink />
        <Typography variant="h2" component="h1" noWrap>
          {title}
        </Typography>
        {job.data?.status !== "completed" && (
          <>
            <TimelineButton jobId={jobId} />
            <JobMenu jobId={jobId} />
          </>
        )}
      </div>
      <JobScreen key={jobId} jobId={jobId} title={title} />
    </div>
  );
}
