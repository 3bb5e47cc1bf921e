"""What the service did and has to do: figures per minute, the queues, what failed and why."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.minute_table import MINUTE, Minute, minute_of
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.store.listing import Wanted
from roomjobs.jobs.ttl_cache import Cached

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.telemetry.minute_table import MinuteTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.index import JobIndex
    from roomjobs.jobs.store.listing import JobListing
    from roomjobs.jobs.store.task_queue import Depth, TaskQueue

_QUEUES_SECONDS = 2
_FAILURES_SECONDS = 5
FAILURES_AT_MOST = 1000  # jobs looked at


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits. Ages are seconds."""

    name: str
    tasks: Depth
    dead_letters: Depth
    oldest_age: float | None  # of the job that waits for the longest time; None when none waits


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Jobs that failed by the same fault. Times are Unix seconds."""

    fingerprint: str
    count: int
    first_at: int
    last_at: int
    message: str  # of the last one
    example: str  # its id


class FleetReport:
    """
    Reads what operators want to know.

    All methods raise botocore's `ClientError` or `BotoCoreError` when a store or SQS is out of reach.
    """

    def __init__(
        self,
        *,
        tasks: TaskQueue,
        dead_letters: TaskQueue,
        index: JobIndex,
        listing: JobListing,
        minutes: MinuteTable,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._tasks = tasks
        self._dead_letters = dead_letters
        self._index = index
        self._listing = listing
        self._minutes = minutes
        self._clock = clock
        self._queues = Cached(self._read_queues, seconds=_QUEUES_SECONDS)
        self._failures = Cached(self._read_failures, seconds=_FAILURES_SECONDS)

    def queues(self) -> Queues:
        return self._queues.get()

    def failures(self) -> list[FailureGroup]:
        """Why the newest failed jobs failed, the most frequent fault first."""
        return self._failures.get()

    def minutes(self, count: int) -> list[tuple[int, Minute]]:
        """The last minutes, the present one included, oldest first, each with the second it began at."""
        last = minute_of(self._clock())
        first = last - (count - 1) * MINUTE
        found = self._minutes.read(first, last)
        return [(at, found.get(at, Minute())) for at in range(first, last + 1, MINUTE)]

    def _read_queues(self) -> Queues:
        oldest = self._index.oldest(JobStatus.PENDING)
        return Queues(
            name=self._tasks.name,
            tasks=self._tasks.depth(),
            dead_letters=self._dead_letters.depth(),
            oldest_age=None if oldest is None else max(0.0, self._clock() - oldest.waits_since / 1000),
        )

    def _read_failures(self) -> list[FailureGroup]:
        groups: defaultdict[str, list[Job]] = defaultdict(list)
        failed = Wanted(statuses=frozenset({JobStatus.FAILED}))
        jobs, _ = self._listing.page(failed, None, limit=FAILURES_AT_MOST)
        for job in jobs:
            groups[job.error_fingerprint or ""].append(job)
        found = [_group(fingerprint, alike) for fingerprint, alike in groups.items()]
        return sorted(found, key=lambda group: (-group.count, -group.last_at))


def _group(fingerprint: str, jobs: list[Job]) -> FailureGroup:
    last = max(jobs, key=lambda job: job.updated_at)
    return FailureGroup(
        fingerprint=fingerprint,
        count=len(jobs),
        first_at=min(job.updated_at for job in jobs),
        last_at=last.updated_at,
        message=last.error_message or "",
        example=last.job_id,
    )
