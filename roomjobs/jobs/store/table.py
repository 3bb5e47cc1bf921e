"""The jobs in DynamoDB: each method is one change of `jobs.changes`, made as one conditional write."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from roomjobs.jobs import changes
from roomjobs.jobs.job import (
    Job,
    JobStatus,
    TransitionRefusedError,
    milliseconds,
    plan_key,
    result_key,
    status_shard,
)
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Put, Update
from roomjobs.jobs.store.items import item, job_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.jobs.changes import Change
    from roomjobs.jobs.store.conditional_table import ConditionalTable


class JobTable:
    """
    Reads and conditional writes of jobs.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    The write may then have happened; repeating the same change is safe.
    """

    def __init__(
        self,
        items: ConditionalTable,
        *,
        lease_seconds: float,
        clock: Callable[[], float] = time.time,
        observe: Callable[[Job, str], None] = lambda _job, _change: None,
    ) -> None:
        """Call `observe` with each job written and the name of its change, such as add or claim."""
        self._observe = observe
        self._items = items
        self._lease_seconds = lease_seconds
        self._clock = clock

    def add(self, job: Job) -> None:
        """Store a new job, unless its id is taken (then raise `TransitionRefusedError`)."""
        try:
            self._items.write(Put(item(job)))
        except ConditionFailedError as failed:
            standing = _standing(failed)
            if standing != job:
                raise TransitionRefusedError("add", standing) from failed
        self._observe(job, "add")

    def add_held(self, job: Job, ticket: Put) -> None:
        """
        Store a new job that is held, together with its place in the line of its owner.

        Raises
        ------
        TransitionRefusedError
            Its id is taken.
        """
        try:
            self._items.transact([Put(item(job)), ticket])
        except ConditionFailedError as failed:
            standing = _standing(failed)
            if standing != job:
                raise TransitionRefusedError("add", standing) from failed
        self._observe(job, "add")

    def add_once(self, job: Job, *also: Put | Update) -> None:
        """
        Store a new job together with other writes, without waiting for others that write the same items.

        Raises
        ------
        ConditionFailedError
            Its id is taken, or another write does not meet its condition.
        ConflictError
            One of the items is being written.
        """
        self._items.transact_once([Put(item(job)), *also])
        self._observe(job, "add")

    def added(self, job: Job) -> None:
        """Report to `observe` that a job was added in a transaction with others."""
        self._observe(job, "add")

    def get(self, job_id: str) -> Job | None:
        """The job, or None if it does not exist or has expired."""
        stored = self._items.get(job_id)
        job = None if stored is None else job_of(stored)
        return None if job is None or job.is_expired(self._clock()) else job

    def claim(self, job_id: str, owner: str) -> Job:
        """
        Claim a pending job, or one whose lease has expired, for `owner`, a name that no other claim uses.

        Raises
        ------
        TransitionRefusedError
            The job has ended, its attempts are exhausted, or the lease of another worker is live.
        """
        now = self._clock()
        return self._make(
            changes.CLAIM,
            job_id,
            {"owner": owner, "until": now + self._lease_seconds, "span": {"claimed": milliseconds(now)}},
            mine=lambda standing: standing.lease_owner == owner and standing.lease_is_live(now),
        )

    def renew(self, job: Job, *, stage: str | None = None, share: float | None = None) -> Job:
        """Renew the lease of a claimed job and store its progress; refused once the lease is lost."""
        given = {**_holder(job), "until": self._clock() + self._lease_seconds, "stage": stage, "share": share}
        return self._make(
            changes.RENEW,
            job.job_id,
            given,
            mine=lambda standing: (  # its lease is longer if this clock was set back
                standing.status is JobStatus.PROCESSING
                and (standing.lease_owner, standing.attempt) == (job.lease_owner, job.attempt)
                and bool(standing.lease_until)
            ),
        )

    def note_plan(self, job: Job, *, wall_count: int) -> Job:
        """Point a claimed job to the plan that its attempt imported from its drawing."""
        given = {**_holder(job), "plan_s3_key": plan_key(job), "wall_count": wall_count}
        return self._make(changes.NOTE_PLAN, job.job_id, given)

    def release(self, job: Job, *, steps: Mapping[str, float]) -> Job:
        """Release a claimed job, so that the next delivery of its task can claim it at once."""
        return self._make(changes.RELEASE, job.job_id, self._ending(job, steps, "released"))

    def postpone(self, job: Job, reason: str, *, steps: Mapping[str, float]) -> Job:
        """Release a job without counting the attempt, because a store was unreachable."""
        given = {
            **self._ending(job, steps, "released"),
            "delay_reason": reason,
            "delayed_since": job.delayed_since or int(self._clock()),
        }
        return self._make(changes.POSTPONE, job.job_id, given)

    def note_crash(self, job: Job, crash: str) -> Job:
        """Release a job whose process died, and record the signal."""
        given = {**self._ending(job, {}, "released"), "crash": crash}
        return self._make(changes.NOTE_CRASH, job.job_id, given)

    def complete(
        self,
        job: Job,
        *,
        rooms_count: int,
        confidence_score: float | None,
        steps: Mapping[str, float],
        wall_count: int | None = None,
        name: str | None = None,
    ) -> Job:
        """
        Point a claimed job to the result of its attempt; `steps` are the Unix times of its steps.

        The number of walls and the name, unknown before the plan was read, are stored, too.
        """
        given = {
            **self._ending(job, steps, "ended"),
            "output_s3_key": result_key(job),
            "rooms_count": rooms_count,
            "confidence_score": confidence_score,
            "processing_time": round(self._clock() - job.spans[-1]["claimed"] / 1000, 3),
            "wall_count": job.wall_count if wall_count is None else wall_count,
            "name": job.name or name,
        }
        return self._make(changes.COMPLETE, job.job_id, given, mine=_ended(JobStatus.COMPLETED, job))

    def fail(
        self,
        job: Job,
        *,
        message: str,
        fingerprint: str,
        steps: Mapping[str, float],
        trace: str | None = None,
    ) -> Job:
        """Fail a claimed job with a message for its owner, and a stack trace for operators."""
        given = {
            **self._ending(job, steps, "ended"),
            "error_message": message,
            "error_fingerprint": fingerprint,
            "error_trace": trace,
        }
        return self._make(changes.FAIL, job.job_id, given, mine=_ended(JobStatus.FAILED, job))

    def give_up(self, job: Job) -> Job:
        """Fail a job whose attempts are exhausted and whose last lease has expired."""
        message = (
            f"Given up after {job.attempt} attempts: each time the worker stopped without an end, "
            "which happens when a plan needs more memory than a worker has"
            + ("." if job.drawing is None else ", or when a drawing crashes the library that reads it.")
        )
        given = {"error_message": message, "error_fingerprint": "attempts-used-up"}
        return self._make(changes.GIVE_UP, job.job_id, given)

    def note_send(self, job: Job) -> Job:
        """Record that the task of a job without a live lease is about to be sent; one process succeeds."""
        return self._make(changes.NOTE_SEND, job.job_id, {"sends": job.sends})

    def send_held(self, job_id: str) -> Job:
        """Record that the task of a held job is about to be sent; one process succeeds."""
        return self._make(changes.SEND_HELD, job_id, {})

    def note_unsent(self, job: Job) -> Job:
        """Record that the queue refused the task of a pending job."""
        return self._make(changes.NOTE_UNSENT, job.job_id, {"sends": job.sends})

    def cancel(self, job_id: str) -> Job:
        """Cancel a pending or processing job; its worker can no longer commit a result."""
        try:
            return self.cancel_once(job_id)
        except TransitionRefusedError as refused:
            if refused.job is not None and refused.job.status is JobStatus.CANCELLED:
                return refused.job
            raise

    def cancel_once(self, job_id: str) -> Job:
        """Cancel a job like `cancel`, but refuse one that is cancelled already: its end was counted."""
        return self._make(changes.CANCEL, job_id, {})

    def retry(self, job: Job, *, attempts: int) -> Job:
        """
        Make a failed job pending again, with `attempts` more claims, and held if `job` says so.

        The caller sends its task, or has put it into the line of its owner.
        """
        return self._make(
            changes.RETRY,
            job.job_id,
            {"attempt": job.attempt, "attempts": attempts, "is_held": job.is_held},
            mine=lambda standing: standing.status is JobStatus.PENDING and standing.sends == job.sends + 1,
        )

    def update_of(self, change: Change, job_id: str, given: Mapping[str, object]) -> Update:
        """The write of a change, for a transaction with other writes."""
        now = self._clock()
        edits = dict(change.all_edits)
        if change.to is not None:
            edits["status_shard"] = status_shard(job_id, JobStatus(change.to))
        times = {"now": now, "second": int(now), "moment": milliseconds(now)}
        return Update(job_id, edits, change.condition, {**times, **given})

    def _make(
        self,
        change: Change,
        job_id: str,
        given: Mapping[str, object],
        *,
        mine: Callable[[Job], bool] = lambda _: False,
    ) -> Job:
        try:
            job = job_of(self._items.write(self.update_of(change, job_id, given)))
        except ConditionFailedError as failed:
            standing = _standing(failed)
            if standing is None or not mine(standing):  # else: an earlier call whose answer was lost
                raise TransitionRefusedError(change.name, standing) from failed
            job = standing
        self._observe(job, change.name)
        return job

    def _ending(self, job: Job, steps: Mapping[str, float], end: str) -> dict[str, Any]:
        """The arguments of the end of an attempt: holder, position and span with the times of its steps."""
        times = {**steps, end: self._clock()}
        span = {**job.spans[-1], **{step: milliseconds(at) for step, at in times.items()}}
        return {**_holder(job), "place": job.attempt - 1, "span": span}


def _holder(job: Job) -> dict[str, object]:
    return {"owner": job.lease_owner, "attempt": job.attempt}


def _ended(status: JobStatus, job: Job) -> Callable[[Job], bool]:
    return lambda standing: standing.status is status and standing.attempt == job.attempt


def _standing(failed: ConditionFailedError) -> Job | None:
    return None if failed.item is None else job_of(failed.item)
