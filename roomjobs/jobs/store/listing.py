"""
Jobs newest first, of all statuses or some, in pages whose cost is bounded.

The jobs of one owner are one partition of the index `by-owner`, in the order of `created_at`. For those of
everybody, the index `by-status` holds each status in several partitions. A page merges them: it reads ahead
in every partition and always gives the newest job that any of them has. Where a filter passes few jobs, a
page ends after a number of reads; it may be short or empty, and the next continues.
"""

from __future__ import annotations

import math
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from roomjobs import sqs
from roomjobs.jobs.job import SHARDS, Job, JobStatus, status_shard
from roomjobs.jobs.store.attributes import encode
from roomjobs.jobs.store.items import job_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


_BY_STATUS = ("by-status", "status_shard")  # the name of an index, and the attribute of its partitions
_BY_OWNER = ("by-owner", "owner")
_ID_OF_JOBS = "job_"  # tokens and batches have owners, too
_READ_AHEAD = 250  # jobs read by one filtered query; a job takes about 1 KB, and a read 1 MB at most
_FURTHER_READS = 40  # further queries for one page, after the first of each partition
_AT_ONCE = 8  # concurrent queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which jobs to list; None means any."""

    statuses: frozenset[JobStatus] = frozenset(JobStatus)
    owner: str | None = None
    error: str | None = None  # fingerprint
    created_from: int | None = None  # Unix seconds, inclusive
    created_until: int | None = None  # Unix seconds, inclusive

    def includes(self, job: Job) -> bool:
        return (
            job.status in self.statuses
            and self.owner in (None, job.owner)
            and self.error in (None, job.error_fingerprint)
            and (self.created_from or 0) <= job.created_at
            and (self.created_until is None or job.created_at <= self.created_until)
        )


class Mark(NamedTuple):
    """Where the next page begins: behind the jobs `seen`, the last ones of their partitions at `at`."""

    at: int  # Unix seconds; all newer jobs were given
    seen: tuple[tuple[JobStatus | None, str], ...] = ()  # of the partition of an owner: no status


@dataclass(frozen=True, slots=True)
class JobListing:
    """Lists jobs from the indexes, which may lag behind the table."""

    quick: sqs.QuickCalls
    table: str
    clock: Callable[[], float] = time.time
    _readers: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, _AT_ONCE), init=False)

    def page(self, wanted: Wanted, mark: Mark | None, *, limit: int) -> tuple[list[Job], Mark | None]:
        """
        The next jobs, at most `limit`, and the start of the next page, None at the end.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        until = wanted.created_until if mark is None else mark.at
        if not wanted.statuses:
            return [], None
        if until is not None and until < (wanted.created_from or 0):
            return [], None
        partitions = _partitions(wanted, mark)
        read = _Reader(self, wanted, until, limit).read
        if len(partitions) == 1:
            read(partitions[0])
        else:
            list(self._readers.map(sqs.carried(read), partitions))
        jobs: list[Job] = []
        reads = _FURTHER_READS
        while len(jobs) < limit:
            behind = [each for each in partitions if not each.waiting and not each.at_end]
            if behind and reads:
                read(max(behind, key=lambda each: each.looked_at_to))
                reads -= 1
                continue
            horizon = max((each.looked_at_to for each in behind), default=-math.inf)
            newest = max((each for each in partitions if each.waiting), key=_head, default=None)
            if newest is None or _head(newest) < horizon:  # another partition may have a newer job
                return jobs, None if newest is None and not behind else _mark(partitions, int(horizon))
            jobs.append(newest.give())
        more = any(each.waiting or not each.at_end for each in partitions)
        return jobs, _mark(partitions, jobs[-1].created_at) if more else None


@dataclass(slots=True)
class _Partition:
    """One partition of an index, read from its newest job on."""

    name: str
    status: JobStatus | None = None  # None: it is that of an owner
    start: dict[str, Any] | None = None  # the last item looked at, as DynamoDB gives it
    waiting: deque[Mapping[str, Any]] = field(default_factory=deque)  # matching, not returned yet
    given: tuple[int, str] | None = None  # creation time and id of the last job returned
    at_end: bool = False

    @property
    def index(self) -> tuple[str, str]:
        return _BY_OWNER if self.status is None else _BY_STATUS

    @property
    def looked_at_to(self) -> float:
        return math.inf if self.start is None else int(self.start["created_at"]["N"])

    def go_on_behind(self, at: int, job_id: str) -> None:
        self.given = (at, job_id)
        self.start = {
            "job_id": {"S": job_id},
            self.index[1]: {"S": self.name},
            "created_at": {"N": str(at)},
        }

    def give(self) -> Job:
        job = job_of(self.waiting.popleft())  # decoded late: most items read ahead are never returned
        self.given = (job.created_at, job.job_id)
        return job


def _head(partition: _Partition) -> int:
    return int(partition.waiting[0]["created_at"]["N"])


def _partitions(wanted: Wanted, mark: Mark | None) -> list[_Partition]:
    if wanted.owner is not None:
        return [_partition_of(wanted.owner, mark)]
    partitions = {
        name: _Partition(name, status)
        for status in sorted(wanted.statuses)
        for name in (f"{status}#{shard}" for shard in range(SHARDS))
    }
    if mark is not None:
        for status, job_id in mark.seen:
            if status is not None:
                partitions[status_shard(job_id, status)].go_on_behind(mark.at, job_id)
    return list(partitions.values())


def _partition_of(owner: str, mark: Mark | None) -> _Partition:
    partition = _Partition(owner)
    if mark is not None:
        for status, job_id in mark.seen:
            if status is None:  # else it is of a version that merged statuses: some jobs come once more
                partition.go_on_behind(mark.at, job_id)
    return partition


def _mark(partitions: list[_Partition], at: int) -> Mark:
    """The start of the next page: after all jobs that were returned or did not match, down to `at`."""
    seen = []
    for each in partitions:
        if not each.waiting and not each.at_end and each.start and each.looked_at_to == at:
            seen.append((each.status, each.start["job_id"]["S"]))
        elif each.given is not None and each.given[0] == at:
            seen.append((each.status, each.given[1]))
    return Mark(at, tuple(seen))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads on in a partition."""

    listing: JobListing
    wanted: Wanted
    until: int | None
    limit: int

    def read(self, partition: _Partition) -> None:
        answer = self.listing.quick.call("Query", self._query(partition))
        now = self.listing.clock()
        partition.waiting.extend(
            each
            for each in answer["Items"]
            if each["job_id"]["S"].startswith(_ID_OF_JOBS) and int(each["expires_at"]["N"]) > now
        )
        partition.start = answer.get("LastEvaluatedKey")
        partition.at_end = partition.start is None

    def _query(self, partition: _Partition) -> QueryInputTypeDef:
        index, attribute = partition.index
        names = {"#partition": attribute}
        values: dict[str, object] = {":partition": partition.name}
        condition = "#partition = :partition"
        match self.wanted.created_from, self.until:
            case int(first), int(last):
                condition += " AND created_at BETWEEN :first AND :last"
                values |= {":first": first, ":last": last}
            case int(first), None:
                condition += " AND created_at >= :first"
                values[":first"] = first
            case None, int(last):
                condition += " AND created_at <= :last"
                values[":last"] = last
        filters = []
        if self.wanted.error is not None:
            filters.append("error_fingerprint = :error")
            values[":error"] = self.wanted.error
        if partition.status is None and self.wanted.statuses != frozenset(JobStatus):
            given = {f":status{place}": status for place, status in enumerate(sorted(self.wanted.statuses))}
            filters.append(f"#status IN ({', '.join(given)})")
            names["#status"] = "status"
            values |= given
        query: QueryInputTypeDef = {
            "TableName": self.listing.table,
            "IndexName": index,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": encode(values),
            "ScanIndexForward": False,
            "Limit": _READ_AHEAD if filters else self._share_of(partition),
        }
        if filters:
            query["FilterExpression"] = " AND ".join(filters)
        if partition.start:
            query["ExclusiveStartKey"] = partition.start
        return query

    def _share_of(self, partition: _Partition) -> int:
        """Jobs to read at once where all pass: one more than the page tells whether there is another."""
        if partition.status is None:
            return self.limit + 1
        return max(5, self.limit // (SHARDS // 2))  # spread over the partitions, some more than the average
