import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";

import type { ReactNode } from "react";

import { useNow } from "@/hooks/useNow";

import type { Job } from "../api/fetchJob";
import type { JobChoice } from "../useJobChoice";
import { JobRow } from "./JobRow";

interface Props {
  jobs: Job[];
  /** Of which two can be chosen. */
  choice?: JobChoice | undefined;
  /** What can be done with the rooms of a job. */
  menuOf?: ((job: Job) => ReactNode) | undefined;
}

/** Jobs, a row each. On a phone a row is laid out as a card, which only roles that are given outlast. */
export function JobTable({ jobs, choice, menuOf }: Props) {
  const now = useNow() / 1000;
  const ofMany = new Set(jobs.map(({ owner }) => owner)).size > 1;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by key
    <div className="job-table" role="region" aria-label="Jobs" tabIndex={0}>
      <Table size="small" role="table">
        <TableHead role="rowgroup">
          <TableRow role="row">
            {choice && (
              <TableCell role="columnheader" padding="checkbox">
                <span className="visually-hidden">To compare</span>
              </TableCell>
            )}
            <TableCell role="columnheader">Plan</TableCell>
            <TableCell role="columnheader">Status</TableCell>
            <TableCell role="columnheader" className="wide-only">
              Submitted
            </TableCell>
            <TableCell role="columnheader" align="right" className="wide-only">
              Walls
            </TableCell>
            <TableCell role="columnheader" align="right">
              Rooms
            </TableCell>
            <TableCell role="columnheader" align="right" className="wide-only">
              Found in
            </TableCell>
            <TableCell role="columnheader" align="right">
              <span className="visually-hidden">Actions</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody role="rowgroup">
          {jobs.map((job) => (
            <JobRow key={job.job_id} job={job} now={now} ofMany={ofMany} choice={choice} menuOf={menuOf} />
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
