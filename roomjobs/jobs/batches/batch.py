"""
A batch, as its table holds it. How it may change is in `jobs.batches.changes`.

`expanding` makes jobs of the plans, `running` waits for them to end, `completed` has a file with all results,
however many of its jobs failed. `failed` is a batch whose plans cannot even be told apart.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch as it stands in the table. Times are Unix seconds."""

    batch_id: str
    status: BatchStatus
    format: BatchFormat
    created_at: int
    updated_at: int
    expires_at: int  # forgotten from then on
    input_s3_key: str
    sends: int = 1  # how often a task was put on the queue for it
    sent_at: int  # when that was meant to happen the last time; noted just before it does
    sent_expanded: int = 0  # how far it had come then
    is_unsent: bool = False  # the queue refused the last task: the next sweep sends it
    seen_changes: int = 0  # counts of its jobs' ends, as the sweep saw them last
    quiet_looks: int = 0  # looks of the sweep in a row between which no count moved
    owner: str = LOCAL_OWNER
    name: str | None = None
    fresh: bool = False  # whether each plan is worked on even if an equal one has been
    jobs_count: int | None = None  # None until all plans have been seen
    expanded: int = 0  # plans that are jobs already, from the first on
    rounds: int = 0  # how often its results were collected; each time under a key of its own
    output_s3_key: str | None = None
    error_message: str | None = None

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def is_expired(self, now: float) -> bool:
        return now >= self.expires_at


class BatchMovedError(RoomJobsError):
    """The batch is not in a state that allows the change; `batch` is how it stands, None if there is none."""

    def __init__(self, wanted: str, batch: Batch | None) -> None:
        super().__init__(f"cannot {wanted}: the batch {'does not exist' if batch is None else batch.status}")
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
    """One whose plans are still to become jobs, with a fresh id unless it is given one."""
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
    """Names the task of a batch's last send, so that an older one can be told from it."""
    return f"{batch.batch_id}-{batch.sends}"


def job_id_of(batch_id: str, index: int) -> str:
    """The id of a batch's job: always the same, so that no plan becomes two jobs."""
    return "job_" + hashlib.sha256(f"{batch_id}:{index}".encode()).hexdigest()[:32]


def archive_key(batch: Batch) -> str:
    """Where an archive of the results goes: a new key each time, so no late writer replaces another's."""
    return f"batches/{batch.batch_id}/{batch.rounds}-{uuid.uuid4().hex[:8]}.zip"
