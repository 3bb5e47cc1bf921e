"""
Dead letters: messages that the queue delivered as often as it may, without an end of their task.

Their jobs and batches are failed with that reason; the messages are kept until an operator redrives or
deletes them. To redrive a dead letter is to retry its job, which sends a new task. StartMessageMoveTask is
unsuitable: it would move the message of a failed job, which the next worker deletes.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.batches.batch import BatchMovedError
from roomjobs.jobs.job import Job, TransitionRefusedError, attempts_used_up, task_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.recovery import BatchRecovery
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.store.dead_letter_queue import DeadLetter, DeadLetterQueue
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

REDRIVE_AT_MOST = 50  # letters in one request, which API Gateway ends after 29 s
_REASON = (
    "Given up: its task was delivered as often as the queue allows, and no worker brought it to an end. "
    "It is kept among the dead letters and may be sent again."
)


@dataclass(slots=True)
class DeadLetterReport:
    """Counts of one run."""

    looked_at: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class DeadLetterService:
    """Fails, lists, redrives and deletes dead letters. Concurrent use by two processes is safe."""

    queue: DeadLetterQueue
    table: JobTable
    batches: BatchService
    recovery: BatchRecovery

    def fail_jobs(self) -> DeadLetterReport:
        """Fail the open jobs whose last task is a dead letter."""
        report = DeadLetterReport()
        with self.queue.held() as letters:
            for letter in letters:
                report.looked_at += 1
                report.failed += self._fail(letter)
        return report

    def listed(self) -> list[tuple[DeadLetter, Job | None]]:
        """The letters that one request can read, oldest first, with their jobs."""
        with self.queue.held() as letters:
            return [(letter, self._job(letter)) for letter in sorted(letters, key=lambda each: each.sent_at)]

    def redrive(
        self, wanted: Callable[[DeadLetter, Job | None], bool], retry: Callable[[str], Job]
    ) -> list[str]:
        """
        Retry the jobs of the wanted letters by `retry`, and delete these letters.

        A letter whose job cannot be retried, because it has ended otherwise or waits for a newer task, is no
        longer needed and is deleted, too. A letter without a job is kept.

        Returns
        -------
        list
            The ids of the messages redriven, at most `REDRIVE_AT_MOST`; call again until there are none.
        """
        done: list[str] = []
        with self.queue.held() as letters:
            for letter in letters:
                if len(done) == REDRIVE_AT_MOST:
                    break
                if letter.subject is None or not wanted(letter, self._job(letter)):
                    continue
                self._fail(letter)
                self._send_again(letter, retry)
                self.queue.delete(letter)
                done.append(letter.message_id)
        return done

    def delete(self, message_id: str) -> bool:
        """
        Delete a letter for good; false if it does not exist or another process holds it.

        It is looked for twice, since the upkeep holds all letters for as long as one look takes.
        """
        for _ in range(2):
            with self.queue.held() as letters:
                for letter in letters:
                    if letter.message_id == message_id:
                        self._fail(letter)
                        self.queue.delete(letter)
                        return True
        return False

    def _job(self, letter: DeadLetter) -> Job | None:
        return None if letter.job_id is None else self.table.get(letter.job_id)

    def _send_again(self, letter: DeadLetter, retry: Callable[[str], Job]) -> None:
        if letter.batch_id is not None:
            self.recovery.resume(letter.batch_id)
        if letter.job_id is not None:
            try:
                retry(letter.job_id)
            except (TransitionRefusedError, BatchMovedError) as refused:
                _log.info("the dead letter of job %s is no longer needed: %s", letter.job_id, refused)

    def _fail(self, letter: DeadLetter) -> bool:
        """Fail the job or batch of a letter; true if it was open."""
        if letter.batch_id is not None:
            return self.recovery.give_up(letter.batch_id, letter.task_id or "", _REASON)
        return self._fail_job(letter)

    def _fail_job(self, letter: DeadLetter) -> bool:
        """Fail the job of a letter, if this is its last task and no worker has it; true if it was failed."""
        job = self._job(letter)
        if job is None or job.is_final or task_id(job) != letter.task_id:
            return False
        try:
            if attempts_used_up(job):
                failed = self.table.give_up(job)
            else:  # this claim keeps out every worker that may still receive the task
                claimed = self.table.claim(job.job_id, f"dead-letters/{uuid.uuid4().hex[:8]}")
                failed = self.table.fail(claimed, message=_REASON, fingerprint="dead-letter", steps={})
        except TransitionRefusedError as refused:
            _log.info("job %s has changed meanwhile: %s", job.job_id, refused)
            return False
        self.batches.notify_safely(failed, sends_held=False)  # the sweep does, which may read the index
        return True
