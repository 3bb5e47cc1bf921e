"""How many jobs wait before one: as of a moment ago, and as far as a bounded look at the line shows."""

from __future__ import annotations

import logging
import math
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.ttl_cache import Cached

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.index import JobIndex

_log = logging.getLogger(__name__)

_PER_PARTITION = 125  # jobs looked at: 1,000 in all, which cost DynamoDB about 130 read units
_EVERY = 2.0  # seconds between two looks of one process, however many ask


class _Line(NamedTuple):
    since: list[int]  # ascending, when each began to wait, milliseconds since 1970
    known_to: float  # later ones may have somebody before them who was not looked at


class QueuePosition:
    """The pending jobs in the order in which they began to wait, which is about that of their messages."""

    def __init__(self, index: JobIndex) -> None:
        self._index = index
        self._line = Cached(self._look, seconds=_EVERY)

    def ahead(self, job: Job) -> int | None:
        """How many wait before a job; None if it does not wait, or nobody knows."""
        if job.status is not JobStatus.PENDING:
            return None
        try:
            line = self._line.get()
        except (BotoCoreError, ClientError) as error:
            _log.warning("nobody knows how many wait before %s: %s", job.job_id, error)
            return None
        return None if job.waits_since > line.known_to else bisect_left(line.since, job.waits_since)

    def _look(self) -> _Line:
        since: list[int] = []
        known_to = math.inf
        for jobs, is_all in self._index.oldest_of_each_partition(JobStatus.PENDING, _PER_PARTITION):
            since += [job.waits_since for job in jobs]
            if not is_all:  # who comes behind was submitted no earlier than the last one seen
                known_to = min(known_to, jobs[-1].created_at * 1000 if jobs else 0)
        return _Line(sorted(since), known_to)
