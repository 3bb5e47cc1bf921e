import Typography from "@mui/material/Typography";
import { useSearchParams } from "react-router";

import "@/theme/jobs.css";

import { CopyLinkButton } from "@/components/CopyLinkButton";
import { HomeLink } from "@/components/HomeLink";
import { BatchList } from "@/features/jobs/components/BatchList";
import { BatchUpload } from "@/features/submit/components/BatchUpload";
import { JobFilterBar } from "@/features/jobs/components/JobFilterBar";
import { JobList } from "@/features/jobs/components/JobList";
import { readFilters, writeFilters } from "@/features/jobs/jobFilters";
import { useTitle } from "@/lib/useTitle";

/** The jobs of the last weeks; the address holds what is filtered. */
export function JobsPage() {
  const [address, setAddress] = useSearchParams();
  const filters = readFilters(address);
  useTitle("Jobs");
  return (
    <div className="jobs">
      <div className="jobs-head">
        <HomeLink />
        <Typography variant="h2" component="h1">
          Jobs
        </Typography>
        <BatchUpload />
        <CopyLinkButton />
      </div>
      <BatchList />
      <JobFilterBar
        filters={filters}
        onChange={(changed) => {
          setAddress(writeFilters(changed), { replace: true });
        }}
      />
      <JobList filters={filters} />
    </div>
  );
}
