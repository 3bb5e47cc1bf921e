"""
Finds jobs that no message moves forward any more, and sends or fails them.

- The task of a pending job that was never sent, or got lost, is sent again.
- A processing job whose lease has expired and whose message was not delivered again is sent again, too, or
  failed if its attempts are exhausted.

A lost message cannot be distinguished from one that waits behind others. While messages wait in the queue of
its lane, the sweep therefore assumes for up to six hours that the message of a job is among them: sending it
again would only lengthen the queue. The wait before each further send doubles. Surplus tasks find their job
claimed or ended, and their messages are deleted.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.job import LONGEST_WAIT, JobStatus, TransitionRefusedError, attempts_used_up, resend_due
from roomjobs.jobs.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.index import JobIndex, Place
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

_FAULTS_IN_A_ROW = 3  # consecutive errors mean that a store or the queue is unreachable


@dataclass(slots=True)
class SweepReport:
    """Counts of one run."""

    looked_at: int = 0
    sent: int = 0
    given_up: int = 0
    held_sent: int = 0  # jobs that were held back, and are sent now
    faults: int = 0  # jobs whose handling raised an error; the log has it
    finished: bool = False  # all jobs were read; otherwise the next run continues at the bookmark


@dataclass(frozen=True, slots=True)
class Sweep:
    """Sends or fails stuck jobs. Two concurrent runs are safe: each send is one conditional write."""

    table: JobTable
    index: JobIndex
    send_task: Callable[[Job], None]
    backlog: Callable[[Lane], int]  # how many messages wait in the queue of a lane
    resend_seconds: float  # time without a change after which a task is sent again for the first time
    #: Sets the lines of owners right, sends held jobs that have room, and counts them.
    correct_lines: Callable[[], int] = lambda: 0
    #: Called with each job whose attempts are exhausted.
    job_changed: Callable[[Job], None] = lambda _job: None
    clock: Callable[[], float] = time.time

    def run(self, *, at_most: int = 5000) -> SweepReport:
        """
        Look at `at_most` jobs, continuing where the last run stopped.

        Raises
        ------
        Exception
            A store or the queue is unreachable: the index cannot be read, or three jobs in a row raised
            errors. The next run continues behind the page of these jobs, which must not stop the sweep at
            the same place each time, and returns to them after the others.
        """
        report = SweepReport()
        waits = {lane: LONGEST_WAIT if self.backlog(lane) else self.resend_seconds for lane in Lane}
        statuses = (JobStatus.PENDING, JobStatus.PROCESSING)
        place: Place | None = self.index.bookmark()
        while place is not None and report.looked_at < at_most:
            jobs, place = self.index.page(statuses, place, at_most=at_most - report.looked_at)
            in_a_row = 0
            for job in jobs:
                try:
                    self._look_at(job, waits[job.lane], report)
                    in_a_row = 0
                except Exception:
                    report.faults += 1
                    in_a_row += 1
                    if in_a_row == _FAULTS_IN_A_ROW:
                        self.index.set_bookmark(place)
                        raise
                    _log.exception("the sweep of job %s failed, the next run tries again", job.job_id)
            report.looked_at += len(jobs)
        self.index.set_bookmark(place)
        report.finished = place is None
        report.held_sent = self.correct_lines()
        return report

    def _look_at(self, job: Job, wait: float, report: SweepReport) -> None:
        now = self.clock()
        if job.is_expired(now) or job.is_held:
            return
        try:
            if attempts_used_up(job) and now >= resend_due(job, self.resend_seconds):
                self.job_changed(self.table.give_up(job))
                report.given_up += 1
            elif not attempts_used_up(job) and now >= resend_due(job, wait):
                # Recorded first: of two sweeps only one sends, and a later sweep repeats a failed send.
                self.send_task(self.table.note_send(job))
                report.sent += 1
        except TransitionRefusedError as refused:
            _log.info("job %s has changed meanwhile: %s", job.job_id, refused)
