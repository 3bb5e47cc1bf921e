import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { Link } from "react-router";

import { StateMessage } from "@/components/StateMessage";
import { useNow } from "@/lib/useNow";
import { useOnline } from "@/lib/useOnline";

import { useJobList } from "../api/useJobList";
import { matches, type JobFilters } from "../jobFilters";
import { JobRow } from "./JobRow";
import { LoadFailed } from "./LoadFailed";

/** Jobs, newest first. */
export function JobList({ filters }: { filters: JobFilters }) {
  const list = useJobList(filters);
  const online = useOnline();
  const now = useNow() / 1000;
  if (!list.data) {
    if (list.error ?? !online) {
      return <LoadFailed what="The list of jobs" online={online} error={list.error} onRetry={list.refetch} />;
    }
    return <Skeleton variant="rounded" height={400} />;
  }
  const jobs = list.data.pages.flatMap((page) => page.jobs).filter((job) => matches(job, filters.search));
  const filtered = filters.search !== "" || filters.error !== undefined || filters.status.length > 0;
  return (
    <>
      {jobs.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by key
        <div className="job-table" role="region" aria-label="Jobs" tabIndex={0}>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>Plan</TableCell>
                <TableCell>Status</TableCell>
                <TableCell>Submitted</TableCell>
                <TableCell align="right">Walls</TableCell>
                <TableCell align="right">Rooms</TableCell>
                <TableCell align="right">Found in</TableCell>
                <TableCell align="right">
                  <span className="visually-hidden">Actions</span>
                </TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {jobs.map((job) => (
                <JobRow key={job.job_id} job={job} now={now} />
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      {jobs.length === 0 && (
        <StateMessage
          picture="empty"
          title={filtered ? "No job matches" : "No jobs yet"}
          actions={
            !filtered && (
              <Button variant="contained" component={Link} to="/">
                Choose a plan
              </Button>
            )
          }
        >
          {filtered ? "Loosen a filter, or load older jobs." : "Every plan that is handed in is listed here for some weeks."}
        </StateMessage>
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load older jobs
        </Button>
      )}
    </>
  );
}
