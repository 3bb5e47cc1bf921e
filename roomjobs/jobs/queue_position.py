"""The position of a job in the queue, from a bounded read that is at most some seconds old."""

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

_PER_PARTITION = 125  # jobs read: 1,000 in all, which cost about 130 read units of DynamoDB
_EVERY = 2.0  # seconds between two reads of one process


class _Order(NamedTuple):
    since: list[int]  # ascending: when each job began to wait, milliseconds since 1970
    known_to: float  # for jobs after this time the position is unknown, milliseconds since 1970


class QueuePosition:
    """Positions of pending jobs by the time they began to wait, about the order of their messages."""

    def __init__(self, index: JobIndex) -> None:
        self._index = index
        self._order = Cached(self._look, seconds=_EVERY)

    def ahead(self, job: Job) -> int | None:
        """Number of jobs before this one in the queue; None if it does not wait or that is unknown."""
        if job.status is not JobStatus.PENDING:
            return None
        try:
            order = self._order.get()
        except (BotoCoreError, ClientError) as error:
            _log.warning("the queue position of job %s is unknown: %s", job.job_id, error)
            return None
        return None if job.waits_since > order.known_to else bisect_left(order.since, job.waits_since)

    def _look(self) -> _Order:
        since: list[int] = []
        known_to = math.inf
        for jobs, is_all in self._index.oldest_of_each_partition(JobStatus.PENDING, _PER_PARTITION):
            since += [job.waits_since for job in jobs]
            if not is_all:  # the unread jobs were submitted no earlier than the last one read
                known_to = min(known_to, jobs[-1].created_at * 1000 if jobs else 0)
        return _Order(sorted(since), known_to)
