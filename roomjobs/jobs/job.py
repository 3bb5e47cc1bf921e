"""
A job as the table stores it. `jobs.changes` defines its state changes.

A job that reuses the result of an equal plan is created completed; a job of a batch whose plan is invalid is
created failed.
"""

from __future__ import annotations

import uuid
import zlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.jobs.lanes import Lane, lane_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roomjobs.plans.drawing import Drawing

SHARDS = 8  # partitions per status in the by-status index
SECONDS_PER_DAY = 86_400
LOCAL_OWNER = "local"  # owner of jobs that are submitted without authentication
LONGEST_WAIT = 6 * 3600.0  # longest time between two sends of a pending job, seconds


class JobStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as stored. Times are Unix seconds unless the comment says milliseconds."""

    job_id: str
    status: JobStatus
    created_at: int
    updated_at: int
    expires_at: int  # the job is treated as deleted after this time
    input_s3_key: str  # the submitted plan or drawing
    drawing: Drawing | None = None  # None: a plan was submitted
    plan_s3_key: str | None = None  # the plan imported from the drawing, None until it is stored
    wall_count: int | None  # None: no worker has read the uploaded file yet
    lane: Lane = Lane.INTERACTIVE  # whose queue holds its task
    content_hash: str  # equal for plans with equal results
    detector: str = ""  # detector version that `content_hash` includes
    owner: str = LOCAL_OWNER  # who submitted the job and may read it
    name: str | None = None  # name of the plan
    attempt_limit: int  # claims until its attempts are exhausted; a retry or a delay raises it
    attempt: int = 0  # claims so far; it only grows and acts as a fencing token against late workers
    sends: int = 1  # how often its task was sent
    first_send: int = 1  # number of the first send since the job was submitted or retried
    sent_at: int  # time of the last send, recorded just before it
    is_unsent: bool = False  # the queue refused the last task: the next sweep sends it
    is_held: bool = False  # it was never sent: its owner has as many jobs in the queue as the share allows
    delays: int = 0  # consecutive attempts that ended because a store was unreachable
    delayed_since: int | None = None  # when the first of these attempts ended
    delay_reason: str | None = None  # which store is unreachable, and when the next attempt follows
    crash: str | None = None  # signal that ended the process of the last attempt, if its worker saw it
    lease_owner: str | None = None
    lease_until: float | None = None  # expiry of the lease
    stage: str | None = None  # last reported stage of the detector in this attempt
    share: float | None = None  # share of the work done at that time, 0 to 1
    output_s3_key: str | None = None
    processing_time: float | None = None  # seconds from claim to result
    rooms_count: int | None = None
    confidence_score: float | None = None
    error_message: str | None = None
    error_fingerprint: str | None = None  # equal for the same error in two jobs
    error_trace: str | None = None  # stack trace of a fault of the service, for operators
    callback_url: str | None = None  # the address that is told of its end
    batch_id: str | None = None
    batch_index: int | None = None  # its position in the batch, from 0
    counted: str | None = field(default=None, compare=False)  # the final status that its batch has counted
    copied_from: str | None = None  # the job whose result this job reuses
    ready: tuple[int, ...] = ()  # each time the job began to wait for a claim, milliseconds since 1970
    spans: tuple[Mapping[str, int], ...] = ()  # per claim: the time of each step, milliseconds since 1970
    workers: tuple[str, ...] = ()  # per claim: the worker

    @property
    def plan_at(self) -> str | None:
        """The key of the plan; None until the plan has been imported from the drawing."""
        return self.input_s3_key if self.drawing is None else self.plan_s3_key

    @property
    def is_final(self) -> bool:
        return self.status in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)

    @property
    def waits_since(self) -> int:
        """When the job last began to wait for a claim, milliseconds since 1970."""
        return self.ready[-1] if self.ready else self.created_at * 1000

    def is_expired(self, now: float) -> bool:
        """Whether the job has expired (DynamoDB deletes expired items up to days late)."""
        return now >= self.expires_at

    def lease_is_live(self, now: float) -> bool:
        return (
            self.status is JobStatus.PROCESSING and self.lease_until is not None and now <= self.lease_until
        )


class TransitionRefusedError(RoomJobsError):
    """The state of the job does not allow the change; `job` is the stored job, None if there is none."""

    def __init__(self, wanted: str, job: Job | None) -> None:
        standing = "does not exist" if job is None else f"is {job.status} (attempt {job.attempt})"
        super().__init__(f"cannot {wanted}: the job {standing}")
        self.wanted = wanted
        self.job = job


def new_job(
    *,
    wall_count: int | None,
    now: float,
    retention_days: int,
    attempt_limit: int,
    content_hash: str = "",
    detector: str = "",
    owner: str = LOCAL_OWNER,
    name: str | None = None,
    job_id: str | None = None,
    drawing: Drawing | None = None,
    size: int = 0,
    batch_id: str | None = None,
) -> Job:
    """A pending job, with a new id unless one is given; `size` is that of its uploaded file in bytes."""
    job_id = job_id or f"job_{uuid.uuid4().hex}"
    return Job(
        job_id=job_id,
        status=JobStatus.PENDING,
        created_at=int(now),
        updated_at=int(now),
        expires_at=int(now) + retention_days * SECONDS_PER_DAY,
        input_s3_key=f"plans/{job_id}.{'json' if drawing is None else drawing.format}",
        drawing=drawing,
        wall_count=wall_count,
        lane=lane_of(walls=wall_count, size=size, is_of_batch=batch_id is not None),
        batch_id=batch_id,
        content_hash=content_hash,
        detector=detector,
        owner=owner,
        name=name,
        attempt_limit=attempt_limit,
        sent_at=int(now),
        ready=(milliseconds(now),),
    )


def born_failed(job: Job, *, message: str, fingerprint: str, trace: str | None = None) -> Job:
    """A new job whose plan is invalid: it is stored as failed, without a claim."""
    failed = replace(job, status=JobStatus.FAILED, error_message=message)
    return replace(failed, error_fingerprint=fingerprint, error_trace=trace)


def with_result_of(job: Job, done: Job) -> Job:
    """A new job that is created completed and reuses the result of the job `done` by copies."""
    return replace(
        job,
        status=JobStatus.COMPLETED,
        output_s3_key=result_key(job),
        plan_s3_key=None if job.drawing is None else plan_key(job),
        wall_count=done.wall_count if job.wall_count is None else job.wall_count,
        processing_time=0.0,
        rooms_count=done.rooms_count,
        confidence_score=done.confidence_score,
        copied_from=done.job_id,
    )


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def task_id(job: Job) -> str:
    """The id of the task of the last send; earlier sends of the job have other ids."""
    return f"{job.job_id}-{job.sends}"


def job_of_task(task: str) -> str:
    """The id of the job of a task."""
    return task.rpartition("-")[0]


def attempts_used_up(job: Job) -> bool:
    """Whether a processing job has exhausted its attempts, so that it cannot be claimed again."""
    return job.status is JobStatus.PROCESSING and job.attempt >= job.attempt_limit


def resend_due(job: Job, first_wait: float) -> float:
    """
    When to send the task of a job again if the job does not change until then, Unix seconds.

    The wait doubles with every send since the job was submitted or retried, from `first_wait` seconds up to
    six hours. There is no wait if the queue refused the task.
    """
    if job.is_unsent and job.status is JobStatus.PENDING:
        return 0.0
    lease_until = (job.lease_until or 0) if job.status is JobStatus.PROCESSING else 0
    last = max(job.updated_at, job.sent_at, lease_until)
    return last + min(first_wait * 2.0 ** (job.sends - job.first_send), LONGEST_WAIT)


def result_key(job: Job) -> str:
    """The S3 key of the result of the current attempt; no two attempts share a key."""
    return f"results/{job.job_id}/{job.attempt}.json"


def plan_key(job: Job) -> str:
    """The S3 key of the plan that the current attempt imports from the drawing."""
    return f"plans/{job.job_id}/{job.attempt}.json"


def status_shard(job_id: str, status: JobStatus) -> str:
    """The partition of the by-status index; one partition per status would be a hot key."""
    return f"{status}#{zlib.crc32(job_id.encode()) % SHARDS}"
