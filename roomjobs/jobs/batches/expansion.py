"""Creates the jobs of a batch in chunks, so that another worker can continue after a crash."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING

from detection import InvalidPlanError
from detection.options import Limits
from roomjobs.jobs.batches.batch import job_id_of
from roomjobs.jobs.batches.packing import PackingError, left_out, unpack
from roomjobs.jobs.failures import explain
from roomjobs.jobs.job import Job, JobStatus, born_failed, new_job
from roomjobs.jobs.lanes import lane_of
from roomjobs.jobs.limits import LimitReachedError
from roomjobs.jobs.store.conditional_table import ConditionFailedError
from roomjobs.jobs.store.result_cache import content_hash, detector_version
from roomjobs.plans.decoding import checked_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.packing import Packed
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.submission import Submission

_TRIES = 4  # writes of the size of a batch while the line of its owner changes
CHUNK = 40  # plans per transaction of at most 100 writes: jobs, places in the line, counts, progress
_AT_ONCE = 16  # concurrent requests to store plans


@dataclass(frozen=True, slots=True)
class Expansion:
    """Creates jobs from the plans of a batch. Two processes may expand the same batch concurrently."""

    table: BatchTable
    submission: Submission
    send_tasks: Callable[[Sequence[Job]], None]
    most_plans: int
    most_bytes: int  # of one plan, unpacked
    clock: Callable[[], float] = time.time

    def expand(self, batch: Batch, file: IO[bytes], *, others: str | None = None) -> Batch:
        """
        Create the missing jobs, send their tasks, and set the batch to running.

        `others` says what has been left out of the file; without it, the file is looked through for that.

        Raises
        ------
        PackingError
            The plans cannot be separated, or are more jobs than the owner may have; no job was created.
        BatchMovedError
            The batch was cancelled meanwhile.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError, BatchSendError
            AWS is unreachable; the progress so far is stored.
        """
        if not batch.expanded:  # finds a fault at the end of the file before any job is created
            number = sum(1 for _ in self._plans(batch, file))
            if batch.jobs_count != number:
                batch = self._of_size(batch, number, others or left_out(file, batch.format))
        self._send_last(batch)
        plans = enumerate(self._plans(batch, file))
        with ThreadPoolExecutor(_AT_ONCE, "expand") as pool:
            while chunk := list(islice(plans, CHUNK)):
                chunk = [(place, packed) for place, packed in chunk if place >= batch.expanded]
                if not chunk:  # another process has created these
                    continue
                jobs = list(pool.map(partial(self._job, batch), *zip(*chunk, strict=True)))
                jobs, placed = self.submission.lines.admit_reserved(jobs)
                batch, before = self.table.add_jobs(batch, jobs, placed), batch
                if batch.expanded == before.expanded + len(jobs):
                    self.send_tasks([job for job in jobs if _has_a_task(job)])
                for job in jobs:
                    self.submission.table.added(job)
        return self.table.run(batch)

    def _of_size(self, batch: Batch, plans: int, others: str | None) -> Batch:
        """Store the number of plans and what else was sent; count the plans in the line of the owner."""
        more = plans - (batch.jobs_count or 0)
        for turn in range(_TRIES):
            try:
                counted = self.submission.lines.reservation(batch.owner, more) if more > 0 else []
                return self.table.note_size(batch, plans, others, also=counted)
            except LimitReachedError as reached:
                raise PackingError(f"The batch has {plans} plans. {reached}") from reached
            except ConditionFailedError:  # the line has changed at this moment
                if turn == _TRIES - 1:
                    raise
        raise AssertionError  # the last turn returns or raises

    def _send_last(self, batch: Batch) -> None:
        """Send the tasks of the last chunk, possibly again: the process that stored them may have died."""
        places = range(max(0, batch.expanded - CHUNK), batch.expanded)
        jobs = self.table.jobs(job_id_of(batch.batch_id, place) for place in places)
        self.send_tasks([job for job in jobs.values() if _has_a_task(job) and not job.attempt])

    def _plans(self, batch: Batch, file: IO[bytes]) -> Iterator[Packed]:
        file.seek(0)
        return unpack(file, batch.format, most_plans=self.most_plans, most_bytes=self.most_bytes)

    def _job(self, batch: Batch, place: int, packed: Packed) -> Job:
        """Store a plan and create its job."""
        job = new_job(
            job_id=job_id_of(batch.batch_id, place),
            wall_count=0,
            batch_id=batch.batch_id,
            now=self.clock(),
            retention_days=self.submission.retention_days,
            attempt_limit=self.submission.attempt_limit,
            owner=batch.owner,
            name=packed.name and packed.name[-Limits().text :],
        )
        job = replace(job, batch_index=place)
        try:
            plan = checked_plan(packed.document, Limits(walls=self.submission.max_walls))
            job = replace(
                job,
                wall_count=len(plan["walls"]),
                lane=lane_of(walls=len(plan["walls"]), is_of_batch=True),
                content_hash=content_hash(plan, batch.owner),
                detector=detector_version(),
                name=plan.get("name") or job.name,
            )
        except InvalidPlanError as error:
            job = born_failed(job, **explain(error, memory_bytes=None)._asdict())
        return self.submission.prepare(job, packed.document, bypass_cache=batch.fresh)


def _has_a_task(job: Job) -> bool:
    return job.status is JobStatus.PENDING and not job.is_held
