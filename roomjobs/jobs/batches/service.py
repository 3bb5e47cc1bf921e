"""Accepts batches and advances them, for the API, the workers and the sweep."""

from __future__ import annotations

import logging
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.jobs.acceptance import NotAcceptedError, at_acceptance, before_acceptance, send_or_note
from roomjobs.jobs.batches.batch import (
    BatchMovedError,
    BatchStatus,
    archive_key,
    job_id_of,
    new_batch,
    task_id,
)
from roomjobs.jobs.batches.collection import collect
from roomjobs.jobs.batches.packing import PackingError
from roomjobs.jobs.job import LOCAL_OWNER, LONGEST_WAIT, JobStatus, TransitionRefusedError
from roomjobs.jobs.store.conditional_table import ConditionFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.acceptance import IdempotentOperation
    from roomjobs.jobs.batches.batch import Batch, BatchFormat
    from roomjobs.jobs.batches.expansion import Expansion
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore
    from roomjobs.plans.uploads import Upload

_log = logging.getLogger(__name__)

_AT_ONCE = 16  # concurrent requests to cancel or count jobs
_TRIES = 4  # writes of a new batch while the line of its owner changes
_SWEPT = 100  # open batches that one sweep reads


class UploadGoneError(RoomJobsError):
    """The uploaded file of a batch does not exist."""


@dataclass(frozen=True, slots=True)
class BatchService:
    """Accepts batches, counts the ends of their jobs, packs their results; one method for each event."""

    table: BatchTable
    jobs: JobTable
    store: PlanStore
    expansion: Expansion
    lines: Lines
    send_task: Callable[[Batch], None]  # puts the task of a batch on the queue
    ask_for_workers: Callable[[int], None]  # called with the number of new jobs; must not raise
    retention_days: int
    resend_seconds: float  # seconds without a change after which the sweep sends an open batch again
    clock: Callable[[], float] = time.time

    def accept(
        self,
        plans: bytes | Upload,
        packing: BatchFormat,
        *,
        jobs_count: int | None,
        owner: str = LOCAL_OWNER,
        name: str | None = None,
        bypass_cache: bool = False,
        operation: IdempotentOperation | None = None,
    ) -> Batch:
        """
        Accept a batch.

        The plans are stored first, then the item of the batch; then the task is sent. So a task always finds
        its batch. Once the item is stored, the batch is accepted: if its task cannot be sent, the sweep sends
        it. With an `operation`, the id of the batch is derived from it, so that each request finds the same
        batch.

        Raises
        ------
        UploadGoneError
            The uploaded file does not exist any more.
        NotAcceptedError
            A store is unreachable; nothing was accepted.
        OutcomeUnknownError
            The table did not answer; the batch may have been stored.
        LimitReachedError
            The owner may not have that many more jobs.
        """
        batch_id = None if operation is None else f"batch_{operation.name}"
        if batch_id is not None and operation is not None and operation.was_begun:
            there = self._find(batch_id)
            if there is not None:
                return there
        batch = new_batch(
            packing,
            now=self.clock(),
            retention_days=self.retention_days,
            jobs_count=jobs_count,
            batch_id=batch_id,
        )
        batch = replace(batch, owner=owner, name=name, fresh=bypass_cache)
        with before_acceptance():
            self.lines.reservation(owner, jobs_count or 0)  # first: of a batch refused nothing is stored
            if isinstance(plans, bytes):
                self.store.put_plan(batch.input_s3_key, plans)
            elif not self.store.copy_upload(plans.key, plans.etag, batch.input_s3_key):
                raise UploadGoneError
        try:
            self._add(batch)
        except BatchMovedError as moved:
            if operation is None or moved.batch is None:
                raise
            return moved.batch  # another request of the operation was faster
        self._send(batch)
        if jobs_count:
            self.ask_for_workers(jobs_count)  # they start while the first worker creates the jobs
        return batch

    def _add(self, batch: Batch) -> None:
        """Store a batch and count its jobs in the line of its owner."""
        for _ in range(_TRIES):
            with before_acceptance():
                counted = self.lines.reservation(batch.owner, batch.jobs_count or 0)
            try:
                with at_acceptance(batch.batch_id):
                    return self.table.add(batch, counted)
            except ConditionFailedError:  # the line has changed at this moment
                continue
        raise NotAcceptedError

    def _find(self, batch_id: str) -> Batch | None:
        """The batch of an earlier request; its task is sent, possibly for the second time."""
        with at_acceptance(batch_id):
            batch = self.table.get(batch_id)
        if batch is not None and not batch.is_final:
            self._send(batch)
        return batch

    def cancel(self, batch: Batch) -> Batch:
        """
        Mark a batch as cancelling; a worker then cancels its jobs, and the sweep resends a lost task.

        Raises
        ------
        BatchMovedError
            It has ended otherwise.
        """
        batch = self.table.cancel(batch)
        self._send(batch)
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
        """Tell the line of the owner and the batch of an end; the sweep recovers what was missed."""
        self.lines.job_ended(job, sends_held=sends_held)
        self._tell_batch_safely(job)

    def _tell_batch_safely(self, job: Job) -> None:
        try:
            self.job_changed(job)
        except Exception:  # noqa: BLE001 - the change of the job itself has succeeded
            _log.exception("batch %s has not counted job %s, the sweep recovers it", job.batch_id, job.job_id)

    def advance(self, batch_id: str) -> str:
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

    def sweep(self) -> int:
        """
        Send the tasks of open batches without recent changes again; return how many were sent.

        A running batch whose counts change is not sent. If no count has changed since the last sweep, the end
        of a job may have been missed: the task is sent, so that a worker reads all jobs. The wait doubles
        with each send.
        """
        sent = 0
        for batch in self.table.open_batches(_SWEPT):
            wait = min(self.resend_seconds * 2.0**batch.quiet_looks, LONGEST_WAIT)
            if not batch.is_unsent and self.clock() - max(batch.updated_at, batch.sent_at) < wait:
                continue
            try:
                sent += self._look_at(batch)
            except BatchMovedError as moved:
                _log.info("batch %s has changed meanwhile: %s", batch.batch_id, moved)
            except Exception:  # noqa: BLE001 - one batch must not stop the others
                _log.exception("the sweep of batch %s failed", batch.batch_id)
        return sent

    def _look_at(self, batch: Batch) -> bool:
        """Send a batch again, unless the counts of its jobs change; true if it was sent."""
        if batch.status is BatchStatus.RUNNING and not batch.is_unsent:
            tally = self.table.tally(batch.batch_id)
            moved = sum(tally.changes)
            is_quiet = moved == batch.seen_changes
            batch = self.table.note_look(batch, moved, is_quiet=is_quiet)
            if not is_quiet and tally.total < (batch.jobs_count or 0):
                return False
        self.send_task(self.table.note_send(batch))
        return True

    def give_up(self, batch_id: str, task: str, reason: str) -> bool:
        """
        Fail a batch whose last task is a dead letter; true if it was failed. Its jobs are not affected.

        A batch that has advanced since that task was sent is sent again instead, because it can still end.
        """
        batch = self.table.get(batch_id)
        if batch is None or batch.is_final or task_id(batch) != task:
            return False
        try:
            if batch.expanded > batch.sent_expanded:
                self.send_task(self.table.note_send(batch))
                return False
            failed = self.table.fail(batch, reason)
        except BatchMovedError:
            return False
        self.lines.release(batch.owner, _unmade(failed))
        return True

    def resume(self, batch_id: str) -> None:
        """Resume a batch that failed because its task was a dead letter; no effect on any other batch."""
        batch = self.table.get(batch_id)
        if batch is None:
            return
        try:
            batch = self.table.resume(batch)
        except BatchMovedError as moved:
            _log.info("%s: %s", batch_id, moved)
        self._send(batch)

    def _expand(self, batch: Batch) -> str:
        with tempfile.TemporaryFile() as file:
            self.store.download_plan(batch.input_s3_key, file)
            try:
                batch = self.expansion.expand(batch, file)
            except PackingError as error:
                failed = self.table.fail(batch, str(error))
                self.lines.release(batch.owner, _unmade(failed))
                return f"failed: {error}"
        if self._is_over(batch):  # all results came from the cache
            return self._finish(batch)
        return f"running, {batch.jobs_count} jobs"

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
        self.lines.release(batch.owner, _unmade(batch))
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

    def _send(self, batch: Batch) -> None:
        send_or_note(batch, batch.batch_id, send=self.send_task, note_unsent=self.table.note_unsent)


def _unmade(batch: Batch) -> int:
    """How many plans of a batch that has ended became no jobs."""
    return max(0, (batch.jobs_count or 0) - batch.expanded)
