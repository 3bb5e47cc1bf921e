"""Moves batches on that nothing else moves: the sweep, and what dead letters do to a batch."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.acceptance import send_or_note
from roomjobs.jobs.batches.batch import BatchMovedError, BatchStatus, task_id
from roomjobs.jobs.job import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.lines import Lines

_log = logging.getLogger(__name__)

_MOST_LETTERS = 3  # dead letters of a batch that does not go on, until it is given up
_MOST = 200  # batches that one sweep looks at; the next one looks at others


@dataclass(frozen=True, slots=True)
class BatchRecovery:
    """Sends, fails and resumes batches. Two processes at once are safe: each send is a conditional write."""

    table: BatchTable
    lines: Lines
    callbacks: Callbacks
    send_task: Callable[[Batch], None]  # puts the task of a batch on the queue
    resend_seconds: float  # seconds without a change after which the sweep sends an open batch again
    clock: Callable[[], float] = time.time

    def sweep(self) -> int:
        """
        Send the tasks of open batches without recent changes again; return how many were sent.

        A running batch whose counts change is not sent. If no count has changed since the last sweep, the end
        of a job may have been missed: the task is sent, so that a worker reads all jobs. The wait doubles
        with each look at a batch that has not moved: its task may wait behind others, and further ones would
        make all wait longer.
        """
        sent = looks = 0
        for batch in self.table.open_batches():
            wait = min(self.resend_seconds * 2.0**batch.quiet_looks, LONGEST_WAIT)
            if not batch.is_unsent and self.clock() - max(batch.updated_at, batch.sent_at) < wait:
                continue
            looks += 1
            if looks > _MOST:
                break
            try:
                sent += self._look_at(batch)
            except BatchMovedError as moved:
                _log.info("batch %s has changed meanwhile: %s", batch.batch_id, moved)
            except Exception:  # noqa: BLE001 - one batch must not stop the others
                _log.exception("the sweep of batch %s failed", batch.batch_id)
        return sent

    def _look_at(self, batch: Batch) -> bool:
        """Send a batch again, unless the counts of its jobs change; true if it was sent."""
        if not batch.is_unsent:
            is_running = batch.status is BatchStatus.RUNNING
            tally = self.table.tally(batch.batch_id) if is_running else None
            moved = batch.expanded if tally is None else sum(tally.changes)
            is_quiet = moved == batch.seen_changes
            self.table.note_look(batch, moved, is_quiet=is_quiet)
            if tally is not None and not is_quiet and tally.total < (batch.jobs_count or 0):
                return False
        self.send_task(self.table.note_send(batch))  # as it was read: another sweep may have sent it since
        return True

    def give_up(self, batch_id: str, task: str, reason: str) -> bool:
        """
        Fail a batch whose last task is a dead letter; true if it was failed. Its jobs are not affected.

        A batch that has advanced since that task was sent is sent again instead, because it can still end. So
        is any other twice: processes that die and answers that are lost spend deliveries, too.
        """
        batch = self.table.get(batch_id)
        if batch is None or batch.is_final or task_id(batch) != task:
            return False
        try:
            if batch.expanded > batch.sent_expanded:
                self.send_task(self.table.note_send(batch))
                return False
            if batch.letters + 1 < _MOST_LETTERS:
                self.send_task(self.table.note_letter(batch))
                return False
            failed = self.table.fail(batch, reason)
        except BatchMovedError:
            return False
        self.lines.release(batch.owner, failed.unmade)
        self.callbacks.tell(failed)
        return True

    def resume(self, batch_id: str) -> None:
        """Resume a batch that failed because its task was a dead letter; no effect on any other batch."""
        batch = self.table.get(batch_id)
        if batch is None:
            return
        self.callbacks.subscribe(batch)
        self.callbacks.tell(batch)  # this end, in case who made it died before
        try:
            batch = self.table.resume(batch)
            self.lines.reserve_again(batch.owner, batch.unmade)
        except BatchMovedError as moved:
            _log.info("%s: %s", batch_id, moved)
        send_or_note(batch, batch.batch_id, send=self.send_task, note_unsent=self.table.note_unsent)
