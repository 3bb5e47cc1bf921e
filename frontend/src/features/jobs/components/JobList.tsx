import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import type { ComponentProps } from "react";
import { Link } from "react-router";

import { NotConfirmed } from "@/components/NotConfirmed";
import { StateMessage } from "@/components/StateMessage";
import { useOnline } from "@/hooks/useOnline";

import { useJobList } from "../api/useJobList";
import { matches, writeFilters, type JobFilters } from "../jobFilters";
import { ChangeShown } from "./ChangeShown";
import { JobTable } from "./JobTable";
import { LoadFailed } from "./LoadFailed";

/** Jobs, newest first. */
export function JobList({
  filters,
  choice,
  menuOf,
}: Omit<ComponentProps<typeof JobTable>, "jobs"> & { filters: JobFilters }) {
  const list = useJobList(filters);
  const online = useOnline();
  const about = writeFilters({ ...filters, search: "" }).toString(); // what is searched is looked for in the same list
  if (!list.data) {
    if (list.error ?? !online) {
      return <LoadFailed what="The list of jobs" online={online} error={list.error} onRetry={list.refetch} />;
    }
    return (
      <>
        <NotConfirmed query={list} about={about} />
        <Skeleton variant="rounded" height={400} />
      </>
    );
  }
  const jobs = list.data.pages.flatMap((page) => page.jobs).filter((job) => matches(job, filters.search));
  const filtered =
    filters.search !== "" || filters.owner !== undefined || filters.error !== undefined || filters.status.length > 0;
  return (
    <>
      <NotConfirmed query={list} about={about} />
      <ChangeShown jobs={jobs} />
      {jobs.length > 0 && <JobTable jobs={jobs} choice={choice} menuOf={menuOf} />}
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
          {filtered
            ? "Loosen a filter, or load older jobs."
            : "Every plan that is handed in is listed here for some weeks."}
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
