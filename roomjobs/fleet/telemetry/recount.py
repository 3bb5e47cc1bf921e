"""
Raises the counts of past minutes to what the jobs themselves tell.

A process that is killed takes along what it has counted in its last seconds. A quarter of an hour that ended
a quarter of an hour ago is therefore counted again from the jobs. Counts are only raised: a job that was
retried has ended more often than it shows, and a deleted job shows nothing. And no more is added than the
quarter lacks: a job that was counted a moment after its time, in the next minute, is not counted twice.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.minute_table import minute_of
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.store.listing import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.telemetry.minute_table import MinuteTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.listing import JobListing, Mark

QUARTER = 900  # seconds
_LONGEST_JOB = 6 * 3600  # a job that was submitted earlier is not looked at
_PAGE = 1000
_MOST_PAGES = 200  # in one run


@dataclass(frozen=True, slots=True)
class Recount:
    """Counts each quarter of an hour again. Two runs at once are safe."""

    listing: JobListing
    minutes: MinuteTable
    clock: Callable[[], float] = time.time

    def run(self) -> int:
        """
        Recount the last quarter that is over, unless that was done; return how many counts were raised.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses; the next run begins again.
        """
        end = int(self.clock()) // QUARTER * QUARTER - QUARTER
        if self.minutes.recounted_to() >= end:
            return 0
        begin = end - QUARTER
        stored = self.minutes.read(begin, end - 60)
        found = self._counted(begin, end)
        missing = Counter[str]()
        for counts in found.values():
            missing.update(counts)
        for minute in stored.values():
            missing.subtract(minute.counts)
        raised = 0
        for at, counts in sorted(found.items()):
            for name, count in counts.items():
                known = stored[at].counts[name] if at in stored else 0
                more = min(count - known, missing[name])
                if more > 0:
                    self.minutes.raise_to(at, name, known + more)
                    missing[name] -= more
                    raised += 1
        self.minutes.note_recount(end)
        return raised

    def _counted(self, begin: int, end: int) -> dict[int, Counter[str]]:
        found: defaultdict[int, Counter[str]] = defaultdict(Counter)
        wanted = Wanted(created_from=begin - _LONGEST_JOB, created_until=end)
        mark: Mark | None = None
        for _ in range(_MOST_PAGES):
            jobs, mark = self.listing.page(wanted, mark, limit=_PAGE)
            for job in jobs:
                for at, name in _events(job):
                    if begin <= at < end:
                        found[minute_of(at)][name] += 1
            if mark is None:
                break
        return found


def _events(job: Job) -> list[tuple[int, str]]:
    """When the job was submitted and when it ended, Unix seconds, each with the name of its count."""
    events = [(job.created_at, "submitted")]
    if job.status in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}:
        events.append((job.updated_at, str(job.status)))
    return events
