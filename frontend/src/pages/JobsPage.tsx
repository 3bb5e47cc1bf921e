import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Link, useSearchParams } from "react-router";

import "@/features/jobs/jobs.css";

import { CopyLinkButton } from "@/components/CopyLinkButton";
import { HomeLink } from "@/components/HomeLink";
import { PageKeys } from "@/components/PageKeys";
import { BatchList } from "@/features/jobs/components/BatchList";
import { JobFilterBar } from "@/features/jobs/components/JobFilterBar";
import { JobList } from "@/features/jobs/components/JobList";
import { SavedViews } from "@/features/jobs/components/SavedViews";
import { readFilters, writeFilters, type JobFilters } from "@/features/jobs/jobFilters";
import { useJobChoice } from "@/features/jobs/useJobChoice";
import { BatchUpload } from "@/features/submit/components/BatchUpload";
import { useTitle } from "@/hooks/useTitle";

import { RunFiles } from "./RunFiles";

/** The jobs of the last weeks; the address holds what is filtered. */
export function JobsPage() {
  const [address, setAddress] = useSearchParams();
  const filters = readFilters(address);
  const choice = useJobChoice();
  const [older, newer] = choice.jobs;
  useTitle("Jobs");
  const change = (changed: JobFilters) => {
    setAddress(writeFilters(changed), { replace: true });
  };
  return (
    <div className="jobs">
      <PageKeys />
      <div className="jobs-head">
        <HomeLink />
        <Typography variant="h2" component="h1">
          Jobs
        </Typography>
        <BatchUpload />
        <CopyLinkButton />
      </div>
      <BatchList />
      <div className="job-controls">
        <JobFilterBar filters={filters} onChange={change} />
        <SavedViews filters={filters} onChange={change} />
        {older && newer ? (
          <Button variant="contained" component={Link} to={`/compare?a=${older.job_id}&b=${newer.job_id}`}>
            Compare the two
          </Button>
        ) : (
          <Typography variant="body2" role="status" sx={{ color: "text.secondary" }}>
            {older ? "Tick one more to compare them" : "Tick two runs to compare them"}
          </Typography>
        )}
      </div>
      <JobList filters={filters} choice={choice} menuOf={(job) => <RunFiles job={job} />} />
    </div>
  );
}
