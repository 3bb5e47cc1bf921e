"""Carries out what happens to an accepted batch: the ends of its jobs, a cancel, the steps of its task."""

from __future__ import annotations

import logging
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from detection import InvalidPlanError
from detection.importers import MissingLibraryError
from roomjobs.jobs.acceptance import send_or_note
from roomjobs.jobs.batches.batch import BatchFormat, BatchMovedError, BatchStatus, archive_key, job_id_of
from roomjobs.jobs.batches.collection import collect
from roomjobs.jobs.batches.packing import PackingError
from roomjobs.jobs.batches.storeys import storeys_of
from roomjobs.jobs.job import JobStatus, TransitionRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.expansion import Expansion
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore

_log = logging.getLogger(__name__)

_AT_ONCE = 16  # concurrent requests to cancel or count jobs


@dataclass(frozen=True, slots=True)
class BatchService:
    """Counts the ends of the jobs of batches, creates and cancels these jobs, packs their results."""

    table: BatchTable
    jobs: JobTable
    store: PlanStore
    expansion: Expansion
    lines: Lines
    callbacks: Callbacks
    send_task: Callable[[Batch], None]  # puts the task of a batch on the queue

    def cancel(self, batch: Batch) -> Batch:
        """
        Mark a batch as cancelling; a worker then cancels its jobs, and the sweep resends a lost task.

        Raises
        ------
        BatchMovedError
            It has ended otherwise.
        """
        batch = self.table.cancel(batch)
        send_or_note(batch, batch.batch_id, send=self.send_task, note_unsent=self.table.note_unsent)
        return batch

    def job_changed(self, job: Job) -> None:
        """
        Count the end of a job, or its retry, in its batch; after the last end, have the results packed.

        Safe to repeat. The sweep recovers a missed call.
        """
        if job.batch_id is None:
            return
        self.table.count(job)
        batch = self.table.get(job.batch_id)
        if batch is not None and batch.status is BatchStatus.RUNNING and self._is_over(batch):
            self.send_task(batch)

    def cancel_job(self, job_id: str) -> Job:
        """
        Cancel a job, and tell its line and its batch; a job that is cancelled already leaves its line once.

        Raises
        ------
        TransitionRefusedError
            It has ended otherwise, or does not exist.
        """
        try:
            job = self.jobs.cancel_once(job_id)
        except TransitionRefusedError as refused:
            if refused.job is None or refused.job.status is not JobStatus.CANCELLED:
                raise
            self._tell_batch_safely(refused.job)
            return refused.job
        self.notify_safely(job)
        return job

    def notify_safely(self, job: Job, *, sends_held: bool = True) -> None:
        """Tell line, batch and callback of an end; the sweep recovers what was missed."""
        self.callbacks.tell(job)
        self.lines.job_ended(job, sends_held=sends_held)
        self._tell_batch_safely(job)

    def _tell_batch_safely(self, job: Job) -> None:
        try:
            self.job_changed(job)
        except Exception:  # noqa: BLE001 - the change of the job itself has succeeded
            _log.exception("batch %s has not counted job %s, the sweep recovers it", job.batch_id, job.job_id)

    def advance(self, batch_id: str) -> str:
        """
        Carry out the next step of a batch, have its end told, and describe the step; see `_step`.

        Raises
        ------
        Exception
            AWS is unreachable; the next call continues after the finished steps.
        """
        done = self._step(batch_id)
        batch = self.table.get(batch_id)
        if batch is not None:
            self.callbacks.tell(batch)
        return done

    def _step(self, batch_id: str) -> str:
        """
        Carry out the next step of a batch and describe it. Safe to repeat and to run concurrently.

        Raises
        ------
        Exception
            AWS is unreachable; the next call continues after the finished steps.
        """
        batch = self.table.get(batch_id)
        if batch is None:
            return "the batch does not exist or has expired"
        steps = {
            BatchStatus.EXPANDING: self._expand,
            BatchStatus.RUNNING: self._finish,
            BatchStatus.CANCELLING: self._cancel_jobs,
        }
        if batch.status not in steps:
            return f"the batch is already {batch.status}"
        try:
            return steps[batch.status](batch)
        except BatchMovedError as moved:
            if moved.batch is not None and moved.batch.status is BatchStatus.CANCELLING:
                return self._cancel_jobs(moved.batch)  # including the jobs created in the meantime
            return str(moved)

    def _expand(self, batch: Batch) -> str:
        with tempfile.TemporaryFile() as file:
            self.store.download_plan(batch.input_s3_key, file)
            try:
                if batch.format is BatchFormat.IFC:
                    batch = self._expand_storeys(batch, file)
                else:
                    batch = self.expansion.expand(batch, file)
            except PackingError as error:
                failed = self.table.fail(batch, str(error))
                self.lines.release(batch.owner, failed.unmade)
                return f"failed: {error}"
        if self._is_over(batch):  # all results came from the cache
            return self._finish(batch)
        return f"running, {batch.jobs_count} jobs"

    def _expand_storeys(self, batch: Batch, file: IO[bytes]) -> Batch:
        file.seek(0)
        try:
            lines, left_out = storeys_of(file.read(), batch.name)
        except InvalidPlanError as error:
            raise PackingError(f"The file {error.faults[0].detail}.") from error
        except MissingLibraryError as error:
            raise PackingError(str(error)) from error
        with tempfile.TemporaryFile() as plans:
            plans.write(lines)
            return self.expansion.expand(batch, plans, others=left_out)

    def _finish(self, batch: Batch) -> str:
        """Pack the results; if a job is retried meanwhile, its end has them packed again."""
        if not self._is_over(batch):
            self._count_all(batch)
        tally = self.table.tally(batch.batch_id)  # before the results are read
        if tally.total < (batch.jobs_count or 0):
            return "some jobs have not ended"
        key = archive_key(batch)
        with tempfile.TemporaryFile() as file:
            collect(batch, self.table, self.store.read_result, file)
            file.seek(0)
            self.store.put_archive(key, file)
        self.table.complete(batch, key, tally)
        return "completed"

    def _cancel_jobs(self, batch: Batch) -> str:
        """Cancel the existing jobs; no more can be added once the batch is cancelling."""
        batch = self.table.get(batch.batch_id) or batch
        ids = [job_id_of(batch.batch_id, index) for index in range(batch.expanded)]
        open_jobs = [job for job in self.table.jobs(ids).values() if not job.is_final]
        with ThreadPoolExecutor(_AT_ONCE, "cancel") as pool:
            list(pool.map(self._cancel_job, open_jobs))
        self._count_all(batch)
        self.table.cancelled(batch)
        self.lines.release(batch.owner, batch.unmade)
        self.lines.refill(batch.owner)
        return "cancelled"

    def _cancel_job(self, job: Job) -> None:
        try:
            # Those held are sent once all are cancelled: they may be of this batch.
            self.lines.job_ended(self.jobs.cancel_once(job.job_id), sends_held=False)
        except TransitionRefusedError as refused:
            _log.info("job %s has ended meanwhile: %s", job.job_id, refused)

    def _count_all(self, batch: Batch) -> None:
        """Count all ended jobs that are not counted yet."""
        ids = [job_id_of(batch.batch_id, index) for index in range(batch.expanded)]
        with ThreadPoolExecutor(_AT_ONCE, "count") as pool:
            list(pool.map(self.table.count, self.table.jobs(ids).values()))

    def _is_over(self, batch: Batch) -> bool:
        return self.table.tally(batch.batch_id).total >= (batch.jobs_count or 0)
