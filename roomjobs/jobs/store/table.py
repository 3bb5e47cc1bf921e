"""
The jobs in DynamoDB. Every change is one conditional write that allows exactly the transitions of `jobs`.

A write whose answer was lost may have happened. boto3 repeats such a write, and its own earlier effect then
breaks the condition. The methods tell that from a real conflict by the item that broke it;
`retry` and `note_send` take both for a conflict, since the sweep makes up for a send that is left out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from roomjobs.jobs.job import (
    Job,
    JobStatus,
    TransitionRefusedError,
    milliseconds,
    plan_key,
    result_key,
    status_shard,
)
from roomjobs.jobs.store.items import encode, item, job_of, key
from roomjobs.sqs import QuickCalls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient


class JobTable:
    """
    Reads and conditional writes of jobs.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    def __init__(
        self,
        dynamodb: DynamoDBClient,
        table: str,
        *,
        lease_seconds: int,
        clock: Callable[[], float] = time.time,
        observe: Callable[[Job, str], None] = lambda _job, _change: None,
        quick: QuickCalls | None = None,
    ) -> None:
        """Tell `observe` of every change that was written, by its name: add, claim, end, cancel and so on."""
        self._observe = observe
        self._dynamodb = dynamodb
        self._quick = quick or QuickCalls(dynamodb, credentials=None)
        self._table = table
        self._lease_seconds = lease_seconds
        self._clock = clock

    def add(self, job: Job) -> None:
        """Store a new job, unless its id is taken (then raise `TransitionRefusedError`)."""
        try:
            self._quick.call(
                "PutItem",
                {
                    "TableName": self._table,
                    "Item": item(job),
                    "ConditionExpression": "attribute_not_exists(job_id)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                },
            )
        except ClientError as error:
            standing = _standing(error)
            if standing != job:
                raise TransitionRefusedError("add", standing) from error
        self._observe(job, "add")

    def get(self, job_id: str) -> Job | None:
        """The job, or None when there is none or it has expired."""
        asked = {"TableName": self._table, "Key": key(job_id), "ConsistentRead": True}
        stored = self._quick.call("GetItem", asked).get("Item")
        job = None if stored is None else job_of(stored)
        return None if job is None or job.is_expired(self._clock()) else job

    def claim(self, job_id: str, owner: str) -> Job:
        """
        Take a pending job, or one whose lease ran out, for `owner`, a name that no other claim uses.

        Raises
        ------
        TransitionRefusedError
            The job has ended, has used up its attempts, or another worker's lease is live.
        """
        now = self._clock()
        return self._update(
            job_id,
            "claim",
            set_={
                "status": JobStatus.PROCESSING,
                "status_shard": status_shard(job_id, JobStatus.PROCESSING),
                "lease_owner": owner,
                "lease_until": now + self._lease_seconds,
                "stage": None,
                "share": None,
                "updated_at": int(now),
            },
            extra_set=(
                "attempt = attempt + :one, spans = list_append(spans, :span),"
                " workers = list_append(if_not_exists(workers, :none), :worker)"
            ),
            condition=(
                "attempt < attempt_limit AND"
                " (#status = :pending OR (#status = :processing AND lease_until < :now))"
            ),
            values={
                ":one": 1,
                ":span": [{"claimed": milliseconds(now)}],
                ":worker": [owner],
                ":none": [],
                ":pending": JobStatus.PENDING,
                ":processing": JobStatus.PROCESSING,
                ":now": now,
            },
            mine=lambda standing: standing.lease_owner == owner and standing.lease_is_live(now),
        )

    def renew(self, job: Job, *, stage: str | None = None, share: float | None = None) -> Job:
        """Hold on to a claimed job for another lease, and say how far it is; refused once it was lost."""
        now = self._clock()
        return self._update(
            job.job_id,
            "renew",
            set_={"lease_until": now + self._lease_seconds, "stage": stage, "share": share},
            condition=_HOLDS_LEASE,
            values=_holder(job),
        )

    def note_plan(self, job: Job, *, wall_count: int) -> Job:
        """Point a claimed job to the plan that its attempt has made of its drawing."""
        return self._update(
            job.job_id,
            "note the plan",
            set_={
                "plan_s3_key": plan_key(job),
                "wall_count": wall_count,
                "updated_at": int(self._clock()),
            },
            condition=_HOLDS_LEASE,
            values=_holder(job),
        )

    def release(self, job: Job, *, steps: Mapping[str, float]) -> Job:
        """Let go of a claimed job, so that the next delivery of its task may claim it at once."""
        now = self._clock()
        return self._update(
            job.job_id,
            "release",
            set_={"lease_until": 0, "updated_at": int(now)},
            extra_set=f"spans[{job.attempt - 1}] = :span, {_READY_AGAIN}",
            condition=_HOLDS_LEASE,
            values={**_holder(job), ":span": _span(job, steps, released=now), **_ready(now)},
        )

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
        Point a claimed job to the result of its attempt; `steps` are the Unix times of what was done.

        What was not known of the plan before it was read, its walls and its name, is noted, too.
        """
        now = self._clock()
        started = job.spans[-1]["claimed"]
        return self._end(
            job,
            JobStatus.COMPLETED,
            now,
            {
                "output_s3_key": result_key(job),
                "rooms_count": rooms_count,
                "confidence_score": confidence_score,
                "processing_time": round(now - started / 1000, 3),
                "wall_count": job.wall_count if wall_count is None else wall_count,
                "name": job.name or name,
            },
            steps,
        )

    def fail(self, job: Job, *, message: str, fingerprint: str, steps: Mapping[str, float]) -> Job:
        """End a claimed job with what went wrong, in words for its owner."""
        now = self._clock()
        return self._end(
            job, JobStatus.FAILED, now, {"error_message": message, "error_fingerprint": fingerprint}, steps
        )

    def give_up(self, job: Job) -> Job:
        """End a job whose attempts are used up and whose last lease has run out."""
        now = self._clock()
        message = (
            f"Given up after {job.attempt} attempts: each time the worker stopped without an end, "
            "which happens when a plan needs more memory than a worker has"
            + ("." if job.drawing is None else ", or when a drawing crashes the library that reads it.")
        )
        return self._update(
            job.job_id,
            "give up",
            set_={
                "status": JobStatus.FAILED,
                "status_shard": status_shard(job.job_id, JobStatus.FAILED),
                "error_message": message,
                "error_fingerprint": "attempts-used-up",
                "updated_at": int(now),
            },
            condition="#status = :processing AND lease_until < :now AND attempt >= attempt_limit",
            values={":processing": JobStatus.PROCESSING, ":now": now},
        )

    def note_send(self, job: Job) -> Job:
        """Note that the task of a job without a live lease is about to be sent again, unless another did."""
        now = self._clock()
        return self._update(
            job.job_id,
            "send again",
            set_={"sent_at": int(now)},
            extra_set="sends = sends + :one",
            condition=(
                "sends = :sends AND (#status = :pending OR (#status = :processing AND lease_until < :now))"
            ),
            values={
                ":one": 1,
                ":sends": job.sends,
                ":pending": JobStatus.PENDING,
                ":processing": JobStatus.PROCESSING,
                ":now": now,
            },
        )

    def cancel(self, job_id: str) -> Job:
        """End a job that is waiting or in work; a worker that has it in work cannot commit any more."""
        now = self._clock()
        return self._update(
            job_id,
            "cancel",
            set_={
                "status": JobStatus.CANCELLED,
                "status_shard": status_shard(job_id, JobStatus.CANCELLED),
                "updated_at": int(now),
            },
            condition="#status IN (:pending, :processing)",
            values={":pending": JobStatus.PENDING, ":processing": JobStatus.PROCESSING},
            mine=lambda standing: standing.status is JobStatus.CANCELLED,
        )

    def retry(self, job_id: str, *, attempts: int) -> Job:
        """Make a failed job wait again, with `attempts` more claims; the caller sends its task."""
        now = self._clock()
        return self._update(
            job_id,
            "retry",
            set_={
                "status": JobStatus.PENDING,
                "status_shard": status_shard(job_id, JobStatus.PENDING),
                "error_message": None,
                "error_fingerprint": None,
                "updated_at": int(now),
                "sent_at": int(now),
            },
            extra_set=f"attempt_limit = attempt + :attempts, sends = sends + :one, {_READY_AGAIN}",
            condition="#status = :failed",
            values={":failed": JobStatus.FAILED, ":attempts": attempts, ":one": 1, **_ready(now)},
        )

    def _end(
        self,
        job: Job,
        status: JobStatus,
        now: float,
        outcome: Mapping[str, object],
        steps: Mapping[str, float],
    ) -> Job:
        return self._update(
            job.job_id,
            "end",
            set_={
                **outcome,
                "status": status,
                "status_shard": status_shard(job.job_id, status),
                "updated_at": int(now),
            },
            extra_set=f"spans[{job.attempt - 1}] = :span",
            condition=_HOLDS_LEASE,
            values={**_holder(job), ":span": _span(job, steps, ended=now)},
            mine=lambda standing: standing.status is status and standing.attempt == job.attempt,
        )

    def _update(
        self,
        job_id: str,
        wanted: str,
        *,
        set_: Mapping[str, object],
        condition: str,
        values: Mapping[str, object],
        extra_set: str = "",
        mine: Callable[[Job], bool] = lambda _: False,
    ) -> Job:
        assignments = [f"#{name} = :set_{name}" for name in set_]
        if extra_set:
            assignments.append(extra_set)
        names = {f"#{name}": name for name in (*set_, "status")}
        try:
            answer = self._dynamodb.update_item(
                TableName=self._table,
                Key=key(job_id),
                UpdateExpression="SET " + ", ".join(assignments),
                ConditionExpression=condition,
                ExpressionAttributeNames={
                    alias: name for alias, name in names.items() if name in set_ or alias in condition
                },
                ExpressionAttributeValues=encode(
                    {**values, **{f":set_{name}": value for name, value in set_.items()}}
                ),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            standing = _standing(error)
            if standing is not None and mine(standing):
                return standing
            raise TransitionRefusedError(wanted, standing) from error
        job = job_of(answer["Attributes"])
        self._observe(job, wanted)
        return job


_HOLDS_LEASE = "#status = :processing AND lease_owner = :owner AND attempt = :attempt"


def _holder(job: Job) -> dict[str, object]:
    return {":processing": JobStatus.PROCESSING, ":owner": job.lease_owner, ":attempt": job.attempt}


def _span(job: Job, steps: Mapping[str, float], **end: float) -> dict[str, int]:
    """The span of a job's present attempt, with what was done in it."""
    return {**job.spans[-1], **{step: milliseconds(at) for step, at in {**steps, **end}.items()}}


_READY_AGAIN = "ready = list_append(if_not_exists(ready, :none), :ready)"


def _ready(now: float) -> dict[str, object]:
    return {":ready": [milliseconds(now)], ":none": []}


def _standing(error: ClientError) -> Job | None:
    """The item that broke a condition; any other error goes on up."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
    stored: Any = error.response.get("Item")
    return job_of(stored) if stored else None
