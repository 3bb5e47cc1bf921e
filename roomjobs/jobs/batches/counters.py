"""
The counts of a batch, spread over several items: transactions that meet on one item conflict.

A counter has the number of jobs by final status, and in `changes` how often it was changed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from roomjobs.jobs.conditions import Absent, Comparison, Field, Sum, equal
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.store.attributes import plain
from roomjobs.jobs.store.conditional_table import Check, Update

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roomjobs.jobs.store.conditional_table import Item

COUNTERS = 8  # items of one batch


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of jobs of a batch by final status, read from its counters."""

    counts: Counter[JobStatus]
    changes: tuple[int, ...]  # number of changes of each counter

    @property
    def total(self) -> int:
        return self.counts.total()


def keys_of(batch_id: str) -> list[str]:
    """The keys of the counters of a batch."""
    return [_key(batch_id, number) for number in range(COUNTERS)]


def tally(batch_id: str, stored: Iterable[Item]) -> Tally:
    """Sum up the counters that exist."""
    counters = {each["job_id"]: each for each in map(plain, stored)}
    total: Counter[JobStatus] = Counter()
    moves = []
    for key in keys_of(batch_id):
        counter = counters.get(key, {})
        total.update({each: int(counter[each]) for each in JobStatus if each in counter})
        moves.append(int(counter.get("changes", 0)))
    return Tally(total, tuple(moves))


def end_of(job: Job) -> JobStatus | None:
    """The status as which a job is counted, None if it has not ended."""
    return job.status if job.is_final else None


def move(job: Job, to: str | None) -> list[Update]:
    """The write that counts a job as `to` and no longer as it was counted before."""
    return _moves(job.batch_id or "", job.expires_at, {_number(job): _difference(to, job.counted)})


def count_born(jobs: Iterable[Job]) -> list[Update]:
    """The writes that count jobs which are created with a final status."""
    moves: dict[int, Counter[str]] = {}
    born = [job for job in jobs if job.is_final]
    for job in born:
        moves.setdefault(_number(job), Counter()).update(_difference(job.status, None))
    return _moves(born[0].batch_id or "", born[0].expires_at, moves) if born else []


def unchanged_since(batch_id: str, seen: Tally) -> list[Check]:
    """The checks that no counter has changed since it was read."""
    return [Check(key, _is_still(moves)) for key, moves in zip(keys_of(batch_id), seen.changes, strict=True)]


def _moves(batch_id: str, expires_at: int, moves: Mapping[int, Counter[str]]) -> list[Update]:
    return [
        Update(
            _key(batch_id, number),
            {
                **{name: Sum(Field(name), by) for name, by in difference.items()},
                "changes": Sum(Field("changes"), 1),
                "expires_at": expires_at,
            },
        )
        for number, difference in moves.items()
    ]


def _number(job: Job) -> int:
    """The number of the counter that counts a job."""
    return crc32(job.job_id.encode()) % COUNTERS


def _key(batch_id: str, number: int) -> str:
    return f"{batch_id}#{number}"


def _difference(to: str | None, before: str | None) -> Counter[str]:
    """The edits of a counter when a job that was counted as `before` is counted as `to`."""
    difference: Counter[str] = Counter()
    if to is not None:
        difference[str(to)] += 1
    if before is not None:
        difference[str(before)] -= 1
    return difference


def _is_still(seen: int) -> Comparison | Absent:
    return equal("changes", seen) if seen else Absent("changes")
