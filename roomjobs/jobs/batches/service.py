"""Takes batches in and moves them on: what the API, the workers and the sweep do with them."""

from __future__ import annotations

import logging
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
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
from roomjobs.jobs.job import LOCAL_OWNER, LONGEST_WAIT, TransitionRefusedError
from roomjobs.jobs.submission import AWS_ERRORS, IdempotentOperation, NotAcceptedError, OutcomeUnknownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.batch import Batch, BatchFormat
    from roomjobs.jobs.batches.expansion import Expansion
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore
    from roomjobs.plans.uploads import Upload

_log = logging.getLogger(__name__)

_AT_ONCE = 16  # jobs being cancelled or counted; the time is that of the network
_SWEPT = 100  # open batches that one sweep looks at


class UploadGoneError(RoomJobsError):
    """The upload that a batch was to be made of is not there."""


@dataclass(frozen=True, slots=True)
class BatchService:
    """Accepts batches, counts the ends of their jobs, packs their results; one method for each event."""

    table: BatchTable
    jobs: JobTable
    store: PlanStore
    expansion: Expansion
    send_task: Callable[[Batch], None]  # puts the task of a batch on the queue
    ask_for_workers: Callable[[int], None]  # for so many jobs; what fails there fails nothing here
    retention_days: int
    resend_seconds: float  # silence after which the sweep sends an open batch again
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
        Take a batch in. In this order: its plans, its item, its task; so a task always finds its batch.

        Once the item is stored, the batch is accepted: if its task cannot be sent, the sweep sends it. With
        an `operation`, the id of the batch follows from it, so each request finds the same batch.

        Raises
        ------
        UploadGoneError
            The upload is not there any more.
        NotAcceptedError
            A store is out of reach; nothing was accepted.
        OutcomeUnknownError
            The table did not answer; the batch may be there.
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
        try:
            if isinstance(plans, bytes):
                self.store.put_plan(batch.input_s3_key, plans)
            elif not self.store.copy_upload(plans.key, plans.etag, batch.input_s3_key):
                raise UploadGoneError
        except AWS_ERRORS as error:
            raise NotAcceptedError from error
        try:
            self.table.add(batch)
        except BatchMovedError as moved:
            if operation is None or moved.batch is None:
                raise
            return moved.batch  # another request of the operation was quicker
        except AWS_ERRORS as error:
            raise OutcomeUnknownError(batch.batch_id) from error
        self._send(batch)
        if jobs_count:
            self.ask_for_workers(jobs_count)  # they are there when the first has made the jobs
        return batch

    def _find(self, batch_id: str) -> Batch | None:
        """The batch of an earlier request, with its task sent, perhaps for the second time."""
        try:
            batch = self.table.get(batch_id)
        except AWS_ERRORS as error:
            raise OutcomeUnknownError(batch_id) from error
        if batch is not None and not batch.is_final:
            self._send(batch)
        return batch

    def cancel(self, batch: Batch) -> Batch:
        """
        Have all its jobs cancelled; a worker does it, or the sweep sees to it that one does.

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
        Count the end of a job, or its retry, in its batch; the last end has the results collected.

        Safe to repeat. Where it was missed, the sweep has it done.
        """
        if job.batch_id is None:
            return
        self.table.count(job)
        batch = self.table.get(job.batch_id)
        if batch is not None and batch.status is BatchStatus.RUNNING and self._is_over(batch):
            self.send_task(batch)

    def notify_safely(self, job: Job) -> None:
        """Call `job_changed` and log its errors; the sweep recovers counts that were missed."""
        try:
            self.job_changed(job)
        except Exception:  # noqa: BLE001 - the job has changed, and that is what was asked for
            _log.exception("%s has not counted %s, the sweep will have it done", job.batch_id, job.job_id)

    def advance(self, batch_id: str) -> str:
        """
        Do what is due for a batch, and say what that was. Safe to repeat, and to be done by two at once.

        Raises
        ------
        Exception
            AWS is out of reach; the next try goes on from what is done.
        """
        batch = self.table.get(batch_id)
        if batch is None:
            return "there is no such batch (any more)"
        steps = {
            BatchStatus.EXPANDING: self._expand,
            BatchStatus.RUNNING: self._finish,
            BatchStatus.CANCELLING: self._cancel_jobs,
        }
        if batch.status not in steps:
            return f"it is {batch.status} already"
        try:
            return steps[batch.status](batch)
        except BatchMovedError as moved:
            if moved.batch is not None and moved.batch.status is BatchStatus.CANCELLING:
                return self._cancel_jobs(moved.batch)  # what was made in the meantime, too
            return str(moved)

    def sweep(self) -> int:
        """
        Send the open batches again on which nothing has happened for a while, and say how many.

        A running batch whose counts move is only looked at. Where none has moved since the last look, an end
        may have been missed: it is sent, so that all its jobs are read, after a wait that doubles each time.
        """
        sent = 0
        for batch in self.table.open_batches(_SWEPT):
            wait = min(self.resend_seconds * 2.0**batch.quiet_looks, LONGEST_WAIT)
            if not batch.is_unsent and self.clock() - max(batch.updated_at, batch.sent_at) < wait:
                continue
            try:
                sent += self._look_at(batch)
            except BatchMovedError as moved:
                _log.info("%s has moved meanwhile: %s", batch.batch_id, moved)
            except Exception:  # noqa: BLE001 - one batch keeps nobody from the others; the next sweep repeats
                _log.exception("%s could not be looked at", batch.batch_id)
        return sent

    def _look_at(self, batch: Batch) -> bool:
        """Send a silent batch again, unless the ends of its jobs are being counted; say whether."""
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
        End a batch whose last task the queue gave up on, and say whether it was ended; its jobs go on.

        A batch that came further since that task was sent is sent again instead: what ended its workers
        does not keep it from its end.
        """
        batch = self.table.get(batch_id)
        if batch is None or batch.is_final or task_id(batch) != task:
            return False
        try:
            if batch.expanded > batch.sent_expanded:
                self.send_task(self.table.note_send(batch))
                return False
            self.table.fail(batch, reason)
        except BatchMovedError:
            return False
        return True

    def resume(self, batch_id: str) -> None:
        """Let a batch go on whose task was given up; harmless for any other."""
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
                self.table.fail(batch, str(error))
                return f"failed: {error}"
        if self._is_over(batch):  # by results that were there already
            return self._finish(batch)
        return f"running, {batch.jobs_count} jobs"

    def _finish(self, batch: Batch) -> str:
        """Pack the results; should a job be retried meanwhile, its end has them packed again."""
        if not self._is_over(batch):
            self._count_all(batch)
        tally = self.table.tally(batch.batch_id)  # before the results are read
        if tally.total < (batch.jobs_count or 0):
            return "jobs are still to end"
        key = archive_key(batch)
        with tempfile.TemporaryFile() as file:
            collect(batch, self.table, self.store.read_result, file)
            file.seek(0)
            self.store.put_archive(key, file)
        self.table.complete(batch, key, tally)
        return "completed"

    def _cancel_jobs(self, batch: Batch) -> str:
        """Cancel the jobs that there are; no more can come, since each is stored with the batch's note."""
        batch = self.table.get(batch.batch_id) or batch
        ids = [job_id_of(batch.batch_id, index) for index in range(batch.expanded)]
        open_jobs = [job for job in self.table.jobs(ids).values() if not job.is_final]
        with ThreadPoolExecutor(_AT_ONCE, "cancel") as pool:
            list(pool.map(self._cancel_job, open_jobs))
        self._count_all(batch)
        self.table.cancelled(batch)
        return "cancelled"

    def _cancel_job(self, job: Job) -> None:
        try:
            self.jobs.cancel(job.job_id)
        except TransitionRefusedError as refused:
            _log.info("%s has ended meanwhile: %s", job.job_id, refused)

    def _count_all(self, batch: Batch) -> None:
        """Make up for ends that nobody has counted."""
        ids = [job_id_of(batch.batch_id, index) for index in range(batch.expanded)]
        with ThreadPoolExecutor(_AT_ONCE, "count") as pool:
            list(pool.map(self.table.count, self.table.jobs(ids).values()))

    def _is_over(self, batch: Batch) -> bool:
        return self.table.tally(batch.batch_id).total >= (batch.jobs_count or 0)

    def _send(self, batch: Batch) -> None:
        """Send the task of a batch that is accepted; if the queue refuses it, the next sweep sends it."""
        try:
            self.send_task(batch)
        except Exception:  # noqa: BLE001 - whatever the broker raised, the batch stays open
            _log.exception("the task of %s could not be sent, the next sweep will send it", batch.batch_id)
            try:
                self.table.note_unsent(batch)
            except (BatchMovedError, *AWS_ERRORS) as error:
                _log.warning(
                    "%s is not noted as unsent, a later sweep will send it: %r", batch.batch_id, error
                )
