"""The jobs by status, oldest first, from the index `by-status`, which may lag behind the table."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from roomjobs import sqs
from roomjobs.jobs.conditions import ALWAYS, Absent, any_of, equal
from roomjobs.jobs.job import LOCAL_OWNER, SHARDS, Job, JobStatus
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.store.attributes import plain
from roomjobs.jobs.store.conditional_table import Delete, Put
from roomjobs.jobs.store.items import jobs_of, key, lane_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

_log = logging.getLogger(__name__)

_PAGE = 250  # jobs; a job takes about 1 KB, and an answer of DynamoDB holds 1 MB at most
_OPEN_PAGE = 1000  # jobs, of which an answer holds some attributes
_OPEN_FIELDS = ("job_id", "owner", "lane", "is_held", "wall_count", "batch_id")
_WAITING_FIELDS = (*_OPEN_FIELDS, "created_at", "ready")
_BOOKMARK = "sweep"  # used as the key of an item without a status_shard, which is therefore not in the index


class Place(NamedTuple):
    """A position in a walk through the index."""

    partition: int = 0  # number of the partition, counted over all statuses of the walk
    after: Item | None = None  # the last item seen in it, as DynamoDB gives it


class OpenJob(NamedTuple):
    """What the line of its owner has to know of a job that has not ended."""

    job_id: str
    owner: str
    lane: Lane
    is_held: bool


class WaitingJob(NamedTuple):
    """What the order of the queue depends on."""

    owner: str
    lane: Lane
    is_held: bool
    since: int  # when the job began to wait, milliseconds since 1970
    created_at: int  # Unix seconds


class JobIndex:
    """
    Reads the jobs of some statuses in pages.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def page(
        self, statuses: Sequence[JobStatus], place: Place, *, at_most: int
    ) -> tuple[list[Job], Place | None]:
        """The next jobs from `place` on, possibly none, and the place after them, None at the end."""
        partitions = [f"{status}#{shard}" for status in statuses for shard in range(SHARDS)]
        stored, last = self._items.in_index(
            partitions[place.partition], at_most=min(_PAGE, at_most), after=place.after
        )
        jobs = jobs_of(stored)
        if last is not None:
            return jobs, Place(place.partition, last)
        return jobs, Place(place.partition + 1) if place.partition + 1 < len(partitions) else None

    def open_jobs(self) -> Iterator[OpenJob]:
        """All jobs that have not ended, however many, with few of their attributes."""
        for status in (JobStatus.PENDING, JobStatus.PROCESSING):
            for shard in range(SHARDS):
                after: Item | None = None
                while True:
                    stored, after = self._items.in_index(
                        f"{status}#{shard}", at_most=_OPEN_PAGE, after=after, only=_OPEN_FIELDS
                    )
                    yield from map(_open_job, stored)
                    if after is None:
                        break

    def count(self, status: JobStatus, lanes: Collection[Lane] = tuple(Lane)) -> int:
        """Number of jobs of a status in some lanes; some 10,000 in each partition are counted at most."""
        where = any_of(*(equal("lane", lane) for lane in lanes))
        if Lane.INTERACTIVE in lanes:  # jobs stored before there were lanes
            where = any_of(where, Absent("lane"))
        count = partial(self._items.count_in_index, where=where if len(lanes) < len(Lane) else ALWAYS)
        with ThreadPoolExecutor(SHARDS) as pool:
            return sum(pool.map(sqs.carried(count), [f"{status}#{shard}" for shard in range(SHARDS)]))

    def oldest(self, status: JobStatus) -> Job | None:
        """The job of a status that was submitted first."""
        found = [job for jobs, _ in self.oldest_of_each_partition(status, 1) for job in jobs]
        return min(found, key=lambda job: job.created_at, default=None)

    def oldest_of_each_partition(self, status: JobStatus, at_most: int) -> list[tuple[list[Job], bool]]:
        """The first jobs of each partition of a status, and whether the partition has no more."""
        with ThreadPoolExecutor(SHARDS) as pool:
            partitions = [f"{status}#{shard}" for shard in range(SHARDS)]
            return list(pool.map(sqs.carried(self._first), partitions, [at_most] * SHARDS))

    def waiting(self, at_most: int) -> list[tuple[list[WaitingJob], bool]]:
        """The first pending jobs of each partition, and whether the partition has no more."""
        with ThreadPoolExecutor(SHARDS) as pool:
            partitions = [f"{JobStatus.PENDING}#{shard}" for shard in range(SHARDS)]
            return list(pool.map(sqs.carried(self._first_waiting), partitions, [at_most] * SHARDS))

    def _first_waiting(self, partition: str, at_most: int) -> tuple[list[WaitingJob], bool]:
        stored, last = self._items.in_index(partition, at_most=at_most, only=_WAITING_FIELDS)
        return _waiting_jobs(stored), last is None

    def _first(self, partition: str, at_most: int) -> tuple[list[Job], bool]:
        stored, last = self._items.in_index(partition, at_most=at_most)
        return jobs_of(stored), last is None

    def bookmark(self) -> Place:
        """The place where the last walk stopped; the beginning if it reached the end."""
        stored = self._items.get(_BOOKMARK)
        if stored is None:
            return Place()
        return Place(int(stored["partition"]["N"]), stored["after"].get("M"))

    def set_bookmark(self, place: Place | None) -> None:
        """Store the place where a walk stopped, None at the end."""
        if place is None:
            self._items.write(Delete(_BOOKMARK))
            return
        item = {
            **key(_BOOKMARK),
            "partition": {"N": str(place.partition)},
            "after": {"M": place.after} if place.after else {"NULL": True},
        }
        self._items.write(Put(item, when=ALWAYS))


def _open_job(stored: Mapping[str, Any]) -> OpenJob:
    values = plain(stored)
    return OpenJob(
        values["job_id"],
        values.get("owner", LOCAL_OWNER),
        lane_in(values),
        is_held=bool(values.get("is_held")),
    )


def _waiting_jobs(stored: Iterable[Mapping[str, Any]]) -> list[WaitingJob]:
    """Those among the items; one that cannot be read is logged and skipped, as by `jobs_of`."""
    jobs = []
    for each in stored:
        try:
            jobs.append(_waiting_job(each))
        except (KeyError, TypeError, ValueError) as error:
            _log.error("the item %s is not a job: %r", each.get("job_id"), error)
    return jobs


def _waiting_job(stored: Mapping[str, Any]) -> WaitingJob:
    """In a fraction of the time that all attributes of a job take: a thousand are read every two seconds."""
    created_at = int(stored["created_at"]["N"])
    ready = stored.get("ready", {}).get("L")
    return WaitingJob(
        owner=stored["owner"]["S"] if "owner" in stored else LOCAL_OWNER,
        lane=Lane(stored["lane"]["S"]) if "lane" in stored else lane_in(plain(stored)),
        is_held=bool(stored.get("is_held", {}).get("BOOL")),
        since=int(ready[-1]["N"]) if ready else created_at * 1000,
        created_at=created_at,
    )
