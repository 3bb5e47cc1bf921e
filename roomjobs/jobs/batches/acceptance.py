"""Accepts batches, for the API: stores the plans, then the batch, then sends its task."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.jobs.acceptance import NotAcceptedError, at_acceptance, before_acceptance, send_or_note
from roomjobs.jobs.batches.batch import BatchMovedError, new_batch
from roomjobs.jobs.job import LOCAL_OWNER
from roomjobs.jobs.store.conditional_table import ConditionFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.acceptance import IdempotentOperation
    from roomjobs.jobs.batches.batch import Batch, BatchFormat
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.lines import Lines
    from roomjobs.plans.store import PlanStore
    from roomjobs.plans.uploads import Upload

_TRIES = 4  # writes of a new batch while the line of its owner changes


class UploadGoneError(RoomJobsError):
    """The uploaded file of a batch does not exist."""


@dataclass(frozen=True, slots=True)
class BatchAcceptance:
    """Accepts batches."""

    table: BatchTable
    store: PlanStore
    lines: Lines
    callbacks: Callbacks
    send_task: Callable[[Batch], None]  # puts the task of a batch on the queue
    ask_for_workers: Callable[[int], None]  # called with the number of new jobs; must not raise
    retention_days: int
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
        callback_url: str | None = None,
        operation: IdempotentOperation | None = None,
    ) -> Batch:
        """
        Accept a batch.

        The plans are stored first, then the item of the batch; then the task is sent. So a task always finds
        its batch. Once the item is stored, the batch is accepted: if its task cannot be sent, the sweep sends
        it. With an `operation`, the id of the batch is derived from it, so that each request finds the same
        batch. The end is told to `callback_url`, which is taken as it is.

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
        batch = replace(batch, owner=owner, name=name, fresh=bypass_cache, callback_url=callback_url)
        with before_acceptance():
            self.lines.reservation(owner, jobs_count or 0)  # first: of a batch refused nothing is stored
            if isinstance(plans, bytes):
                self.store.put_plan(batch.input_s3_key, plans)
            elif not self.store.copy_upload(plans.key, plans.etag, batch.input_s3_key):
                raise UploadGoneError
            self.callbacks.subscribe(batch)
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

    def _send(self, batch: Batch) -> None:
        send_or_note(batch, batch.batch_id, send=self.send_task, note_unsent=self.table.note_unsent)
