"""The batches in DynamoDB: conditional writes that count each end of a job once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from roomjobs.jobs.batches import changes, counters, items
from roomjobs.jobs.batches.batch import BatchMovedError, BatchStatus
from roomjobs.jobs.batches.items import ENDED, OPEN, batch_of, batches_of, partition
from roomjobs.jobs.changes import RETRY
from roomjobs.jobs.conditions import all_of, equal
from roomjobs.jobs.store.conditional_table import Check, ConditionFailedError, Put, Update
from roomjobs.jobs.store.items import item, job_of, jobs_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.changes import Change
    from roomjobs.jobs.job import Job, JobStatus
    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item, Write
    from roomjobs.jobs.store.table import JobTable

_TRIES = 12  # attempts to count a job that changes meanwhile
_PAGE = 250  # batches
_READS = 20  # pages in one read of the index


class BatchTable:
    """
    Reads and conditional writes of batches and their counters.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable, *, clock: Callable[[], float] = time.time) -> None:
        self._items = items
        self._clock = clock

    def add(self, batch: Batch, also: Sequence[Update] = ()) -> None:
        """
        Store a new batch, in one transaction with `also`.

        Raises
        ------
        BatchMovedError
            Its id is taken.
        ConditionFailedError
            A condition of `also` is not met.
        """
        try:
            if also:
                self._items.transact([Put(items.item(batch)), *also])
            else:
                self._items.write(Put(items.item(batch)))
        except ConditionFailedError as failed:
            standing = self.get(batch.batch_id)
            if standing is None and also:
                raise
            raise BatchMovedError("add", standing) from failed

    def get(self, batch_id: str) -> Batch | None:
        """The batch, or None if it does not exist or has expired."""
        stored = self._items.get(batch_id)
        batch = None if stored is None else batch_of(stored)
        return None if batch is None or batch.is_expired(self._clock()) else batch

    def note_size(
        self, batch: Batch, jobs_count: int, left_out: str | None = None, *, also: Sequence[Update] = ()
    ) -> Batch:
        """
        Store the number of plans and what else was sent, in one transaction with `also`.

        No effect if another process has.

        Raises
        ------
        BatchMovedError
            The batch is not expanding any more.
        ConditionFailedError
            A condition of `also` is not met.
        """
        given = {"before": batch.jobs_count, "jobs_count": jobs_count, "left_out": left_out}
        try:
            self._items.transact([self._update(changes.NOTE_SIZE, batch, given), *also])
        except ConditionFailedError as failed:
            standing = self.get(batch.batch_id)
            if standing is None or standing.status is not BatchStatus.EXPANDING:
                raise BatchMovedError("expand", standing) from failed
            if standing.jobs_count != jobs_count:
                raise
            return standing
        return replace(batch, jobs_count=jobs_count, left_out=left_out)

    def add_jobs(self, batch: Batch, jobs: Sequence[Job], placed: Sequence[Write] = ()) -> Batch:
        """
        Store the jobs of the next plans, count those created with a final status, and store the progress.

        `placed` are the writes that place the jobs in the line of their owner. This is one transaction. If
        another process has stored these jobs, the stored batch is returned.

        Raises
        ------
        BatchMovedError
            The batch accepts no more jobs.
        """
        update = self._update(
            changes.EXPAND, batch, {"expanded": batch.expanded, "up_to": batch.expanded + len(jobs)}
        )
        there: set[str] = set()
        while True:
            new = [replace(job, counted=counters.end_of(job)) for job in jobs if job.job_id not in there]
            try:
                self._items.transact(
                    [update, *(Put(item(job)) for job in new), *placed, *counters.count_born(new)]
                )
            except ConditionFailedError as failed:
                standing = self.get(batch.batch_id)
                if standing is None or standing.status is not BatchStatus.EXPANDING:
                    raise BatchMovedError("expand", standing) from failed
                if standing.expanded > batch.expanded:
                    return standing
                known = there
                there = set(self.jobs(job.job_id for job in jobs))  # created by an older version
                if there == known:
                    raise
            else:
                return replace(batch, expanded=batch.expanded + len(jobs))

    def run(self, batch: Batch) -> Batch:
        """Set the batch to running: all its jobs exist."""
        return self._make(changes.RUN, batch)

    def fail(self, batch: Batch, message: str) -> Batch:
        return self._make(changes.FAIL, batch, {"error_message": message})

    def cancel(self, batch: Batch) -> Batch:
        """Set the batch to cancelling; no effect if it is cancelling or cancelled."""
        try:
            return self._make(changes.CANCEL, batch)
        except BatchMovedError as moved:
            if moved.batch and moved.batch.status in {BatchStatus.CANCELLING, BatchStatus.CANCELLED}:
                return moved.batch
            raise

    def cancelled(self, batch: Batch) -> Batch:
        """Set the batch to cancelled: all its jobs have ended."""
        return self._make(changes.END_CANCELLED, batch, {"expanded": batch.expanded})

    def complete(self, batch: Batch, output_s3_key: str, tally: counters.Tally) -> None:
        """
        Complete the batch with an archive of results, which were read after `tally`.

        Raises
        ------
        BatchMovedError
            A job was retried since, or the batch is not in this round any more.
        """
        given = {"rounds": batch.rounds, "output_s3_key": output_s3_key}
        checks = counters.unchanged_since(batch.batch_id, tally)
        try:
            self._items.transact([self._update(changes.COMPLETE, batch, given), *checks])
        except ConditionFailedError as failed:
            raise BatchMovedError("complete", self.get(batch.batch_id)) from failed

    def retry(self, job: Job, jobs: JobTable, *, attempts: int) -> None:
        """
        Retry a job like `JobTable.retry`, count that, and reopen its batch if it has completed, all at once.

        Raises
        ------
        BatchMovedError
            The batch was cancelled.
        ConditionFailedError
            The job or the batch changed at this moment.
        """
        batch = None if job.batch_id is None else self.get(job.batch_id)
        if batch is None or batch.status in {BatchStatus.CANCELLING, BatchStatus.CANCELLED}:
            raise BatchMovedError("retry a job", batch)
        given = {"attempt": job.attempt, "attempts": attempts, "is_held": job.is_held}
        update = jobs.update_of(RETRY, job.job_id, given)
        self._items.transact(
            [
                replace(
                    update,
                    edits={**update.edits, "counted": None},
                    when=all_of(update.when, equal("counted", job.counted)),
                ),
                *counters.move(job, None),
                self._update(changes.REOPEN, batch)
                if batch.status is BatchStatus.COMPLETED
                else Check(batch.batch_id, equal("status", batch.status)),
            ]
        )

    def resume(self, batch: Batch) -> Batch:
        """Resume a batch that failed because its task was a dead letter."""
        is_whole = batch.expanded == batch.jobs_count
        change = changes.RESUME_RUNNING if is_whole else changes.RESUME_EXPANDING
        return self._make(change, batch, {"sends": batch.sends})

    def note_send(self, batch: Batch) -> Batch:
        """Record that its task is about to be sent again, unless another process has."""
        return self._make(changes.NOTE_SEND, batch, {"sends": batch.sends})

    def note_letter(self, batch: Batch) -> Batch:
        """Record that its last task became a dead letter, and that it is about to be sent again."""
        return self._make(changes.NOTE_LETTER, batch, {"sends": batch.sends, "letters": batch.letters + 1})

    def note_unsent(self, batch: Batch) -> Batch:
        """Record that the queue refused its task."""
        return self._make(changes.NOTE_UNSENT, batch, {"sends": batch.sends})

    def note_look(self, batch: Batch, moved: int, *, is_quiet: bool) -> Batch:
        """Record the number of changes of its counters at a sweep."""
        quiet_looks = batch.quiet_looks + 1 if is_quiet else 0
        return self._make(changes.NOTE_LOOK, batch, {"changes": moved, "quiet_looks": quiet_looks})

    def open_batches(self) -> Iterator[Batch]:
        """All open batches, oldest first; the index may lag behind the table."""
        now = self._clock()
        after: Item | None = None
        while True:
            stored, after = self._items.in_index(OPEN, at_most=_PAGE, after=after)
            yield from (batch for batch in batches_of(stored) if not batch.is_expired(now))
            if after is None:
                return

    def unfinished(self) -> Iterator[Batch]:
        """All batches of which some plans may be no jobs yet; the index may lag behind the table."""
        return (batch for batch in self.open_batches() if batch.unmade)

    def newest(self, at_most: int, *, owner: str | None = None) -> list[Batch]:
        """Batches of one owner or of all, newest first; the index may lag behind the table."""
        found = [*self._newest_in(OPEN, at_most, owner), *self._newest_in(ENDED, at_most, owner)]
        return sorted(found, key=lambda batch: (-batch.created_at, batch.batch_id))[:at_most]

    def counts(self, batch_id: str) -> Counter[JobStatus]:
        """Numbers of its jobs by final status."""
        return self.tally(batch_id).counts

    def tally(self, batch_id: str) -> counters.Tally:
        """The counts, and the number of changes of each counter."""
        return counters.tally(batch_id, self._items.get_many(counters.keys_of(batch_id)))

    def jobs(self, job_ids: Iterable[str]) -> dict[str, Job]:
        """The existing jobs, by id."""
        return {job.job_id: job for job in jobs_of(self._items.get_many(job_ids))}

    def count(self, job: Job) -> None:
        """
        Count the end of a job, or its retry, in its batch; repeated calls count once.

        One transaction marks the job and changes the counters, so both always agree.
        """
        for turn in range(_TRIES):
            ended = counters.end_of(job)
            if job.batch_id is None or job.counted == ended:
                return
            given = {"before": job.counted, "status": job.status}
            mark = Update(job.job_id, {"counted": ended}, changes.IS_TO_BE_COUNTED, given)
            try:
                self._items.transact([mark, *counters.move(job, ended)])
            except ConditionFailedError:
                if turn == _TRIES - 1:
                    raise
            else:
                return
            stored = self._items.get(job.job_id)
            if stored is None:
                return
            job = job_of(stored)

    def _update(self, change: Change, batch: Batch, given: Mapping[str, object] | None = None) -> Update:
        now = self._clock()
        edits = dict(change.all_edits)
        if change.to is not None:
            edits["status_shard"] = partition(BatchStatus(change.to))
        return Update(
            batch.batch_id, edits, change.condition, {"now": now, "second": int(now), **(given or {})}
        )

    def _make(self, change: Change, batch: Batch, given: Mapping[str, object] | None = None) -> Batch:
        try:
            return batch_of(self._items.write(self._update(change, batch, given)))
        except ConditionFailedError as failed:
            raise BatchMovedError(change.name, _standing(failed)) from failed

    def _newest_in(self, name: str, at_most: int, owner: str | None) -> list[Batch]:
        found: list[Batch] = []
        now = self._clock()
        after: Item | None = None
        for _ in range(_READS):
            stored, after = self._items.in_index(name, at_most=at_most, forward=False, after=after)
            batches = (batch for batch in batches_of(stored) if owner in (None, batch.owner))
            found += [batch for batch in batches if not batch.is_expired(now)]
            if len(found) >= at_most or after is None:
                break
        return found[:at_most]


def _standing(failed: ConditionFailedError) -> Batch | None:
    return None if failed.item is None else batch_of(failed.item)
