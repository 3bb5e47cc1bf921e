"""
Deletes jobs and batches with their plans, results, archives and items.

The order is: end the work, delete the documents, delete the item. If the process dies in between, repeating
the request continues the deletion, and no document is left without an item that names it. A worker that
processes the job at this moment finds it cancelled; no job will point to the result that it may write.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from roomjobs.jobs.batches.batch import BatchMovedError, job_id_of
from roomjobs.jobs.batches.counters import keys_of
from roomjobs.jobs.job import TransitionRefusedError
from roomjobs.jobs.store.listing import Wanted
from roomjobs.plans.uploads import uploads_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.table import CallbackTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.listing import JobListing
    from roomjobs.jobs.store.removal_table import RemovalTable
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore

AT_ONCE = 50  # jobs and batches in one request, which API Gateway ends after 29 s


class Erased(NamedTuple):
    """What one request deleted of an owner's jobs and batches."""

    deleted: int  # jobs and batches
    is_complete: bool  # nothing was left to delete


@dataclass(frozen=True, slots=True)
class Erasure:
    """
    Deletes jobs, batches and uploads permanently.

    All methods raise botocore's `ClientError` or `BotoCoreError` when a store is unreachable or refuses.
    Calling them again continues the deletion.
    """

    table: JobTable
    removal: RemovalTable
    batches: BatchTable
    plans: PlanStore
    listing: JobListing
    cancel_batch: Callable[[Batch], Batch]
    callbacks: Sequence[CallbackTable]  # of each kind of receiver; the first has the secrets
    job_ended: Callable[[Job], None]  # called with each job that is cancelled; must not raise

    def erase_job(self, job: Job) -> bool:
        """Cancel a job and delete it with its plan and results; false if it was retried meanwhile."""
        with suppress(TransitionRefusedError):  # it has ended otherwise, or is gone
            self.job_ended(self.table.cancel_once(job.job_id))
        self.plans.delete_plans(f"plans/{job.job_id}")
        self.plans.delete_results(f"results/{job.job_id}/")
        for told in self.callbacks:
            told.erase(job.job_id)
        return self.removal.delete_job(job.job_id)

    def erase_batch(self, batch: Batch) -> bool:
        """
        Cancel a batch and delete some of its jobs; true once all jobs and the batch itself are deleted.

        Nothing is deleted while a worker cancels the jobs of the batch, because it might still create some.
        """
        if not batch.is_final:
            with suppress(BatchMovedError):
                self.cancel_batch(batch)
            return False
        jobs = list(islice(self._jobs_of(batch), AT_ONCE))
        for job in jobs:
            self.erase_job(job)
        if jobs:
            return False
        self.plans.delete_plans(batch.input_s3_key)
        self.plans.delete_results(f"batches/{batch.batch_id}/")
        for told in self.callbacks:
            told.erase(batch.batch_id)
        self.removal.delete_items([*keys_of(batch.batch_id), batch.batch_id])
        return True

    def erase_owner(self, owner: str) -> Erased:
        """Delete some jobs, batches and uploads of an owner, the newest batch first."""
        for batch in self.batches.newest(1, owner=owner):
            return Erased(int(self.erase_batch(batch)), is_complete=False)
        jobs, following = self.listing.page(Wanted(owner=owner), None, limit=AT_ONCE)
        gone = sum(map(self.erase_job, jobs))
        self.plans.delete_plans(uploads_of(owner))
        self.callbacks[0].erase_secrets(owner)
        return Erased(gone, is_complete=not jobs and following is None)

    def _jobs_of(self, batch: Batch) -> Iterator[Job]:
        for first in range(0, batch.expanded, AT_ONCE):
            places = range(first, min(first + AT_ONCE, batch.expanded))
            yield from self.batches.jobs(job_id_of(batch.batch_id, place) for place in places).values()
