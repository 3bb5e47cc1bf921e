"""What the attempts of a job did and when, from the job's own item."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roomjobs.jobs.job import Job

#: What is done after each note of a span, until the next one.
_AFTER = {"claimed": "claim", "held": "read", "read": "detect", "detected": "write", "written": "commit"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, Unix seconds; what was not brought to its end has none."""

    name: str
    began_at: float
    ended_at: float | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One claim of a job and what came of it."""

    number: int
    worker: str | None
    queued_at: float | None  # None after a worker that died: when its lease ran out is not noted
    claimed_at: float
    ended_at: float | None
    outcome: str  # completed, failed, cancelled, returned to queue, lost (its worker was silent), running
    steps: tuple[Step, ...]


def attempts(job: Job) -> list[Attempt]:
    """The attempts of a job, the first one first."""
    found = []
    previous = 0
    for index, span in enumerate(job.spans):
        queued = [at for at in job.ready if previous <= at <= span["claimed"]]
        found.append(
            Attempt(
                number=index + 1,
                worker=job.workers[index] if index < len(job.workers) else None,
                queued_at=queued[-1] / 1000 if queued else None,
                claimed_at=span["claimed"] / 1000,
                ended_at=_end(job, index),
                outcome=_outcome(job, index),
                steps=tuple(_steps(span)),
            )
        )
        previous = span["claimed"]
    return found


def _end(job: Job, index: int) -> float | None:
    span = job.spans[index]
    at = span.get("ended", span.get("released"))
    return None if at is None else at / 1000


def _outcome(job: Job, index: int) -> str:
    span = job.spans[index]
    if "released" in span:
        return "returned to queue"
    if index < len(job.spans) - 1:
        return "failed" if "ended" in span else "lost"
    if "ended" in span:  # a retry may have made the job wait again
        return "completed" if job.status is JobStatus.COMPLETED else "failed"
    return {
        JobStatus.PROCESSING: "running",
        JobStatus.CANCELLED: "cancelled",
    }.get(job.status, "lost")


def _steps(span: Mapping[str, int]) -> Iterator[Step]:
    noted = [(name, span[name] / 1000) for name in (*_AFTER, "ended", "released") if name in span]
    for (name, began_at), following in zip_longest(noted, noted[1:]):
        if name in _AFTER:
            yield Step(_AFTER[name], began_at, following[1] if following else None)
