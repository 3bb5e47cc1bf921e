"""Retries failed jobs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roomjobs.jobs.acceptance import send_or_note
from roomjobs.jobs.batches.batch import BatchMovedError
from roomjobs.jobs.job import JobStatus, TransitionRefusedError
from roomjobs.jobs.store.conditional_table import ConditionFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.table import JobTable

MOST_ATTEMPTS = 1000  # each makes the item longer, of which DynamoDB takes 400 KB: some 1,300 attempts
_TRIES = 3  # attempts to write while the batch of the job changes


@dataclass(frozen=True, slots=True)
class Retries:
    """Retries failed jobs and reopens their batches."""

    table: JobTable
    batches: BatchTable
    send_task: Callable[[Job], None]  # puts the task of a job on the queue
    lines: Lines
    callbacks: Callbacks
    attempts: int  # further claims that a retried job may have

    def retry(self, job_id: str) -> Job:
        """
        Make a failed job pending again and renew its attempts.

        If its task cannot be sent, the job stays pending and the next sweep sends it. Beyond the share of its
        owner it is held, like a new job.

        Raises
        ------
        TransitionRefusedError
            The job has not failed, or has had as many attempts as a job may have.
        BatchMovedError
            Its batch was cancelled.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The table refused, or did not answer; in the second case the job may already be pending.
        """
        job = self._waiting_again(job_id)
        if job.is_held:
            self.lines.keep_place(job)
        else:
            send_or_note(job, job.job_id, send=self.send_task, note_unsent=self.table.note_unsent)
        return job

    def _waiting_again(self, job_id: str) -> Job:
        for _ in range(_TRIES):
            job = self.table.get(job_id)
            if job is None or job.status is not JobStatus.FAILED:
                raise TransitionRefusedError("retry", job)
            if job.attempt >= MOST_ATTEMPTS:
                raise TransitionRefusedError("retry once more", job)
            self.callbacks.subscribe(job)
            self.callbacks.tell(job)  # this end, in case who made it died before
            job = self.lines.readmit(job)
            try:
                return self._retried(job)
            except ConditionFailedError:
                self.lines.withdraw(job)
            except (TransitionRefusedError, BatchMovedError):
                self.lines.withdraw(job)
                raise
        raise TransitionRefusedError("retry", job)

    def _retried(self, job: Job) -> Job:
        batch = None if job.batch_id is None else self.batches.get(job.batch_id)
        if batch is None:
            return self.table.retry(job, attempts=self.attempts)
        self.callbacks.subscribe(batch)
        self.callbacks.tell(batch)
        self.batches.count(job)  # count its failure first, in case it is not counted yet
        counted = replace(self.table.get(job.job_id) or job, is_held=job.is_held)
        self.batches.retry(counted, self.table, attempts=self.attempts)
        return self.table.get(job.job_id) or counted
