"""The jobs by status, oldest first, through the index `by-status`: a little behind the table, never ahead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from roomjobs.jobs.conditions import ALWAYS
from roomjobs.jobs.job import SHARDS, Job, JobStatus
from roomjobs.jobs.store.conditional_table import Delete, Put
from roomjobs.jobs.store.items import jobs_of, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

_PAGE = 250  # jobs; a job takes about 1 KB, and an answer of DynamoDB holds 1 MB at most
_BOOKMARK = "sweep"  # in the place of a job's id; without a status_shard, so it is not in the index


class Place(NamedTuple):
    """Where a walk through the index stands."""

    partition: int = 0  # counted through all partitions of the statuses walked
    after: Item | None = None  # the last item seen in it, as DynamoDB gives it


class JobIndex:
    """
    Reads the jobs of some statuses in pages.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def page(
        self, statuses: Sequence[JobStatus], place: Place, *, at_most: int
    ) -> tuple[list[Job], Place | None]:
        """Some jobs from `place` on (perhaps none), and the place behind them, None at the end."""
        partitions = [f"{status}#{shard}" for status in statuses for shard in range(SHARDS)]
        stored, last = self._items.in_index(
            partitions[place.partition], at_most=min(_PAGE, at_most), after=place.after
        )
        jobs = jobs_of(stored)
        if last is not None:
            return jobs, Place(place.partition, last)
        return jobs, Place(place.partition + 1) if place.partition + 1 < len(partitions) else None

    def oldest(self, status: JobStatus) -> Job | None:
        """The job that was submitted first of those with a status."""
        found = [job for jobs, _ in self.oldest_of_each_partition(status, 1) for job in jobs]
        return min(found, key=lambda job: job.created_at, default=None)

    def oldest_of_each_partition(self, status: JobStatus, at_most: int) -> list[tuple[list[Job], bool]]:
        """From each partition of a status the jobs submitted first, and whether these are all it has."""
        with ThreadPoolExecutor(SHARDS) as pool:
            partitions = [f"{status}#{shard}" for shard in range(SHARDS)]
            return list(pool.map(self._first, partitions, [at_most] * SHARDS))

    def _first(self, partition: str, at_most: int) -> tuple[list[Job], bool]:
        stored, last = self._items.in_index(partition, at_most=at_most)
        return jobs_of(stored), last is None

    def bookmark(self) -> Place:
        """Where the last walk stopped; the beginning when it came to the end."""
        stored = self._items.get(_BOOKMARK)
        if stored is None:
            return Place()
        return Place(int(stored["partition"]["N"]), stored["after"].get("M"))

    def set_bookmark(self, place: Place | None) -> None:
        """Note where a walk stopped, None at the end."""
        if place is None:
            self._items.write(Delete(_BOOKMARK))
            return
        item = {
            **key(_BOOKMARK),
            "partition": {"N": str(place.partition)},
            "after": {"M": place.after} if place.after else {"NULL": True},
        }
        self._items.write(Put(item, when=ALWAYS))
