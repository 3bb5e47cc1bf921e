"""The position of a job in the queue, from a bounded read that is at most some seconds old."""

from __future__ import annotations

import logging
import math
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.ttl_cache import Cached

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.index import JobIndex

_log = logging.getLogger(__name__)

_PER_PARTITION = 125  # jobs read: 1,000 in all, which cost about 130 read units of DynamoDB
_EVERY = 2.0  # seconds between two reads of one process


class _Order(NamedTuple):
    #: By lane, those held also by owner: ascending, when each began to wait, milliseconds since 1970.
    sent: dict[Lane, list[int]]
    held: dict[Lane, dict[str, list[int]]]
    known_to: float  # for jobs after this time the position is unknown, milliseconds since 1970


class QueuePosition:
    """Positions of pending jobs in their lanes, by the time since which they wait."""

    def __init__(self, index: JobIndex) -> None:
        self._index = index
        self._order = Cached(self._look, seconds=_EVERY)

    def ahead(self, job: Job) -> int | None:
        """Number of jobs before this one in its lane; None if it does not wait or that is unknown."""
        if job.status is not JobStatus.PENDING:
            return None
        try:
            order = self._order.get()
        except (BotoCoreError, ClientError) as error:
            _log.warning("the queue position of job %s is unknown: %s", job.job_id, error)
            return None
        if job.waits_since > order.known_to:
            return None
        if not job.is_held:
            return bisect_left(order.sent[job.lane], job.waits_since)
        lines = order.held[job.lane]
        place = bisect_left(lines.get(job.owner, []), job.waits_since)
        others = sum(min(place, len(line)) for owner, line in lines.items() if owner != job.owner)
        return len(order.sent[job.lane]) + place + others  # held jobs of all owners take turns

    def _look(self) -> _Order:
        sent: dict[Lane, list[int]] = {lane: [] for lane in Lane}
        held: dict[Lane, dict[str, list[int]]] = {lane: {} for lane in Lane}
        known_to = math.inf
        for jobs, is_all in self._index.waiting(_PER_PARTITION):
            for job in jobs:
                line = held[job.lane].setdefault(job.owner, []) if job.is_held else sent[job.lane]
                line.append(job.since)
            if not is_all:  # the unread jobs were submitted no earlier than the last one read
                known_to = min(known_to, jobs[-1].created_at * 1000 if jobs else 0)
        for line in (*sent.values(), *(each for lines in held.values() for each in lines.values())):
            line.sort()
        return _Order(sent, held, known_to)
