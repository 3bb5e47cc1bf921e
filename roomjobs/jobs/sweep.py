"""
Finds jobs that nothing moves any more, and moves them.

- A pending job whose task was never sent, or got lost, is sent again.
- A job that is processed, whose lease ran out, and whose message did not come back, is sent again too, or
  failed when its attempts are used up.

Nothing tells a lost message from one that waits behind others. So while messages wait in the queue, a job is
taken to have its message among them, for up to six hours: to send it again would only lengthen the queue. And
the wait before each further send doubles. The tasks too many find their job taken, and are deleted.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.job import LONGEST_WAIT, JobStatus, TransitionRefusedError, attempts_used_up, resend_due

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.index import JobIndex, Place
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

_FAULTS_IN_A_ROW = 3  # are no fault of one job: a store or the queue is out of reach


@dataclass(slots=True)
class SweepReport:
    """What one run did."""

    looked_at: int = 0
    sent: int = 0
    given_up: int = 0
    faults: int = 0  # jobs that could not be dealt with; the log says why
    finished: bool = False  # came to the end; otherwise the next run goes on from here


@dataclass(frozen=True, slots=True)
class Sweep:
    """Moves jobs that nothing else moves. Two runs at once are safe: each send is one conditional write."""

    table: JobTable
    index: JobIndex
    send_task: Callable[[Job], None]
    backlog: Callable[[], int]  # how many messages wait in the queue
    resend_seconds: float  # silence after which a job is sent again for the first time
    job_changed: Callable[[Job], None] = lambda _job: None  # told of each job that is given up
    clock: Callable[[], float] = time.time

    def run(self, *, at_most: int = 5000) -> SweepReport:
        """
        Look at that many jobs, going on where the last run stopped.

        Raises
        ------
        Exception
            A store or the queue is out of reach: the index cannot be read, or some jobs in a row could not be
            dealt with. The next run goes on at this place; what was sent is noted.
        """
        report = SweepReport()
        wait = LONGEST_WAIT if self.backlog() else self.resend_seconds
        statuses = (JobStatus.PENDING, JobStatus.PROCESSING)
        place: Place | None = self.index.bookmark()
        while place is not None and report.looked_at < at_most:
            jobs, place = self.index.page(statuses, place, at_most=at_most - report.looked_at)
            in_a_row = 0
            for job in jobs:
                try:
                    self._look_at(job, wait, report)
                    in_a_row = 0
                except Exception:
                    report.faults += 1
                    in_a_row += 1
                    if in_a_row == _FAULTS_IN_A_ROW:
                        raise
                    _log.exception("%s could not be dealt with, the next run tries again", job.job_id)
            report.looked_at += len(jobs)
        self.index.set_bookmark(place)
        report.finished = place is None
        return report

    def _look_at(self, job: Job, wait: float, report: SweepReport) -> None:
        now = self.clock()
        if job.is_expired(now):
            return
        try:
            if attempts_used_up(job) and now >= resend_due(job, self.resend_seconds):
                self.job_changed(self.table.give_up(job))
                report.given_up += 1
            elif not attempts_used_up(job) and now >= resend_due(job, wait):
                # Noted first: whoever loses the race does not send, and a send that fails comes later again.
                self.send_task(self.table.note_send(job))
                report.sent += 1
        except TransitionRefusedError as refused:
            _log.info("%s has moved meanwhile: %s", job.job_id, refused)
