"""
A job, as its table holds it. How it may change is in `jobs.changes`.

A job whose result is there already, from an equal plan, is born completed; one of a batch whose plan has
faults is born failed.
"""

from __future__ import annotations

import uuid
import zlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roomjobs.plans.drawing import Drawing

SHARDS = 8  # partitions per status in the by-status index
SECONDS_PER_DAY = 86_400
LOCAL_OWNER = "local"  # owns what is submitted where nobody is asked who they are
LONGEST_WAIT = 6 * 3600.0  # seconds between two sends of a job that waits


class JobStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as it stands in the table. Times are Unix seconds unless the name says milliseconds."""

    job_id: str
    status: JobStatus
    created_at: int
    updated_at: int
    expires_at: int  # forgotten from then on
    input_s3_key: str  # what was submitted: a plan, or a drawing
    drawing: Drawing | None = None  # None: a plan was
    plan_s3_key: str | None = None  # the plan that was made of the drawing, None until it is there
    wall_count: int | None  # None: an upload that no worker has read yet
    content_hash: str  # the same for plans whose results are the same
    detector: str = ""  # the version of the detector that `content_hash` stands for
    owner: str = LOCAL_OWNER  # who submitted it, and may see it
    name: str | None = None  # what its plan calls itself
    attempt_limit: int  # claims after which the job is given up; a retry or a delay raises it
    attempt: int = 0  # claims so far; it only grows, and so fences off late workers
    sends: int = 1  # how often a task was put on the queue for it
    first_send: int = 1  # of these, the first since the job was submitted or retried
    sent_at: int  # when that was meant to happen the last time; noted just before it does
    is_unsent: bool = False  # the queue refused the last task: the next sweep sends it
    delays: int = 0  # attempts in a row that ended because a store was out of reach
    delayed_since: int | None = None  # when the first of these ended
    delay_reason: str | None = None  # what is out of reach, and when the next attempt follows
    crash: str | None = None  # how the process of the last attempt died, where its worker saw it
    lease_owner: str | None = None
    lease_until: float | None = None  # the owner is taken for dead after this
    stage: str | None = None  # what the detector was last heard to do in this attempt
    share: float | None = None  # of its work that was done then
    output_s3_key: str | None = None
    processing_time: float | None = None  # seconds from claim to result
    rooms_count: int | None = None
    confidence_score: float | None = None
    error_message: str | None = None
    error_fingerprint: str | None = None  # the same fault in two jobs has the same fingerprint
    batch_id: str | None = None
    batch_index: int | None = None  # its place in the batch, from 0
    counted: str | None = field(default=None, compare=False)  # the end that its batch has counted
    copied_from: str | None = None  # the job whose result this one was given, without any work
    ready: tuple[int, ...] = ()  # milliseconds since 1970 of each time that the job began to wait for a claim
    spans: tuple[Mapping[str, int], ...] = ()  # per claim, milliseconds since 1970 of each step
    workers: tuple[str, ...] = ()  # per claim, who made it

    @property
    def plan_at(self) -> str | None:
        """The key of the plan; None while it is still to be made of a drawing."""
        return self.input_s3_key if self.drawing is None else self.plan_s3_key

    @property
    def is_final(self) -> bool:
        return self.status in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)

    @property
    def waits_since(self) -> int:
        """When it began to wait for a claim the last time, milliseconds since 1970."""
        return self.ready[-1] if self.ready else self.created_at * 1000

    def is_expired(self, now: float) -> bool:
        """Whether the table may forget the job at any moment (DynamoDB deletes up to days late)."""
        return now >= self.expires_at

    def lease_is_live(self, now: float) -> bool:
        return (
            self.status is JobStatus.PROCESSING and self.lease_until is not None and now <= self.lease_until
        )


class TransitionRefusedError(RoomJobsError):
    """The job is not in a state that allows the change; `job` is how it stands, None when there is none."""

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
) -> Job:
    """A pending job, with a fresh id unless it is given one."""
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
        content_hash=content_hash,
        detector=detector,
        owner=owner,
        name=name,
        attempt_limit=attempt_limit,
        sent_at=int(now),
        ready=(milliseconds(now),),
    )


def born_failed(job: Job, *, message: str, fingerprint: str) -> Job:
    """A new job whose plan has faults: nobody has to claim it to say so."""
    return replace(job, status=JobStatus.FAILED, error_message=message, error_fingerprint=fingerprint)


def with_result_of(job: Job, done: Job) -> Job:
    """A new job that is born completed, since another has done its work; it gets copies of what that made."""
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
    """Names the task of a job's last send, so that an older one can be told from it."""
    return f"{job.job_id}-{job.sends}"


def job_of_task(task: str) -> str:
    """The id of the job that a task is for."""
    return task.rpartition("-")[0]


def attempts_used_up(job: Job) -> bool:
    """Whether nobody may claim any more a job that is being worked on."""
    return job.status is JobStatus.PROCESSING and job.attempt >= job.attempt_limit


def resend_due(job: Job, first_wait: float) -> float:
    """
    When to send a job again on which nothing has happened since, Unix seconds.

    The wait doubles with every send since the job was submitted or retried, from `first_wait` seconds up to
    six hours. There is none where the queue refused the task.
    """
    if job.is_unsent and job.status is JobStatus.PENDING:
        return 0.0
    lease_until = (job.lease_until or 0) if job.status is JobStatus.PROCESSING else 0
    last = max(job.updated_at, job.sent_at, lease_until)
    return last + min(first_wait * 2.0 ** (job.sends - job.first_send), LONGEST_WAIT)


def result_key(job: Job) -> str:
    """Where the result of the job's present attempt goes; no two attempts share a key."""
    return f"results/{job.job_id}/{job.attempt}.json"


def plan_key(job: Job) -> str:
    """Where the plan goes that the job's present attempt makes of its drawing."""
    return f"plans/{job.job_id}/{job.attempt}.json"


def status_shard(job_id: str, status: JobStatus) -> str:
    """Partition of the by-status index: all jobs of one status in one partition would be a hot key."""
    return f"{status}#{zlib.crc32(job_id.encode()) % SHARDS}"
