"""
A batch as the table stores it. `jobs.batches.changes` defines its state changes.

`expanding`: jobs are created from the plans. `running`: the jobs are being processed. `completed`: all jobs
have ended, some possibly failed, and the archive of results exists. `failed`: the plans cannot be separated,
or the task of the batch became a dead letter.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from enum import StrEnum

from roomjobs import RoomJobsError
from roomjobs.jobs.job import LOCAL_OWNER, SECONDS_PER_DAY

BATCH_ID = re.compile(r"batch_[0-9a-f]{32}", re.ASCII)


class BatchStatus(StrEnum):
    EXPANDING = "expanding"
    RUNNING = "running"
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


FINAL = frozenset({BatchStatus.COMPLETED, BatchStatus.CANCELLED, BatchStatus.FAILED})


class BatchFormat(StrEnum):
    """How the plans of a batch are packed."""

    JSON_LINES = "jsonl"
    ZIP = "zip"
    IFC = "ifc"  # a plan of each storey


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch as stored. Times are Unix seconds."""

    batch_id: str
    status: BatchStatus
    format: BatchFormat
    created_at: int
    updated_at: int
    expires_at: int  # the batch is treated as deleted after this time
    input_s3_key: str
    sends: int = 1  # how often its task was sent
    sent_at: int  # time of the last send, recorded just before it
    sent_expanded: int = 0  # value of `expanded` at the last send
    is_unsent: bool = False  # the queue refused the last task: the next sweep sends it
    seen_changes: int = 0  # at the last sweep: changes of its counters, before it runs the plans made jobs
    letters: int = 0  # dead letters of its tasks since it last went on
    quiet_looks: int = 0  # consecutive sweeps without a change of that
    owner: str = LOCAL_OWNER
    name: str | None = None
    callback_url: str | None = None  # the address that is told of its end
    fresh: bool = False  # whether cached results of equal plans are ignored
    jobs_count: int | None = None  # None until all plans have been counted
    expanded: int = 0  # number of plans, from the first, whose jobs exist
    rounds: int = 0  # how often its results were packed; each archive has another key
    output_s3_key: str | None = None
    error_message: str | None = None
    left_out: str | None = None  # which files or storeys are no plans, in a sentence

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def unmade(self) -> int:
        """How many plans are no jobs, as far as their number is known."""
        return max(0, (self.jobs_count or 0) - self.expanded)

    def is_expired(self, now: float) -> bool:
        return now >= self.expires_at


class BatchMovedError(RoomJobsError):
    """The state of the batch does not allow the change; `batch` is the stored one, None if there is none."""

    def __init__(self, wanted: str, batch: Batch | None) -> None:
        state = "does not exist" if batch is None else f"is {batch.status}"
        super().__init__(f"cannot {wanted}: the batch {state}")
        self.wanted = wanted
        self.batch = batch


def new_batch(
    batch_format: BatchFormat,
    *,
    now: float,
    retention_days: int,
    jobs_count: int | None,
    batch_id: str | None = None,
) -> Batch:
    """A batch without jobs yet, with a new id unless one is given."""
    batch_id = batch_id or f"batch_{uuid.uuid4().hex}"
    return Batch(
        batch_id=batch_id,
        status=BatchStatus.EXPANDING,
        format=batch_format,
        created_at=int(now),
        updated_at=int(now),
        expires_at=int(now) + retention_days * SECONDS_PER_DAY,
        input_s3_key=f"batches/{batch_id}.{batch_format}",
        sent_at=int(now),
        jobs_count=jobs_count,
    )


def task_id(batch: Batch) -> str:
    """The id of the task of the last send; earlier sends of the batch have other ids."""
    return f"{batch.batch_id}-{batch.sends}"


def job_id_of(batch_id: str, index: int) -> str:
    """The id of the job at a position of a batch; it is always the same, so no plan becomes two jobs."""
    return "job_" + hashlib.sha256(f"{batch_id}:{index}".encode()).hexdigest()[:32]


def archive_key(batch: Batch) -> str:
    """The S3 key of a new archive of results; no late writer replaces the archive of another."""
    return f"batches/{batch.batch_id}/{batch.rounds}-{uuid.uuid4().hex[:8]}.zip"
