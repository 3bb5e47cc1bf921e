"""Schemas of batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from roomjobs.jobs.batches.batch import Batch, BatchStatus
from roomjobs.jobs.job import JobStatus
from roomjobs.rest.schemas.jobs import JobState
from roomjobs.rest.schemas.polling import poll_after_ms
from roomjobs.rest.schemas.uploads import UploadId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Plans(msgspec.Struct, forbid_unknown_fields=True):
    """Many plans. An invalid plan becomes a failed job; the others are processed."""

    plans: Annotated[
        list[Any],
        msgspec.Meta(
            min_length=1,
            extra_json_schema={
                "items": {
                    "description": "a plan; whatever else it is becomes a failed job",
                    "anyOf": [{"$ref": "#/components/schemas/Plan"}, {}],
                }
            },
        ),
    ]


class UploadedPlans(msgspec.Struct, forbid_unknown_fields=True):
    """Plans that were uploaded, as application/x-ndjson, application/zip, or an IFC as application/x-step."""

    upload_id: UploadId


class BatchAccepted(msgspec.Struct):
    """A batch was taken in."""

    batch_id: str
    status: BatchStatus
    jobs_count: Annotated[int, msgspec.Meta(description="null until all plans have been seen")] | None
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    poll_after_ms: Annotated[int, msgspec.Meta(description="milliseconds until the next poll")]


class BatchCounts(msgspec.Struct):
    """How many of a batch's jobs have ended, and how."""

    completed: int
    failed: int
    cancelled: int


class BatchState(msgspec.Struct):
    """The state of a batch. Values that are not known yet are null."""

    batch_id: str
    status: BatchStatus
    name: str | None
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    updated_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    jobs_count: Annotated[int, msgspec.Meta(description="null until all plans have been seen")] | None
    counts: BatchCounts
    share: Annotated[float, msgspec.Meta(ge=0, le=1, description="share of its jobs that have ended")]
    output_url: Annotated[str, msgspec.Meta(description="presigned address of a ZIP with all results")] | None
    error_message: Annotated[str, msgspec.Meta(description="why the batch failed")] | None
    poll_after_ms: Annotated[int, msgspec.Meta(description="null once the batch has ended")] | None
    left_out: (
        Annotated[
            str, msgspec.Meta(description="only where files of its archive, or storeys, are no plans: which")
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class BatchJobs(msgspec.Struct):
    """Jobs of a batch, in the order of its plans."""

    jobs: list[JobState]
    next_cursor: Annotated[str, msgspec.Meta(description="for the next page; null at the end")] | None


class Batches(msgspec.Struct):
    """Batches, newest first."""

    batches: list[BatchState]
    next_cursor: Annotated[str, msgspec.Meta(description="for the next page; null at the end")] | None = None


def accepted(batch: Batch) -> BatchAccepted:
    return BatchAccepted(
        batch_id=batch.batch_id,
        status=batch.status,
        jobs_count=batch.jobs_count,
        created_at=batch.created_at,
        poll_after_ms=poll_after_ms(batch.updated_at),
    )


def state(batch: Batch, counts: Mapping[JobStatus, int], result_url: Callable[[str], str]) -> BatchState:
    ended = BatchCounts(
        completed=counts.get(JobStatus.COMPLETED, 0),
        failed=counts.get(JobStatus.FAILED, 0),
        cancelled=counts.get(JobStatus.CANCELLED, 0),
    )
    total = ended.completed + ended.failed + ended.cancelled
    return BatchState(
        batch_id=batch.batch_id,
        status=batch.status,
        name=batch.name,
        created_at=batch.created_at,
        updated_at=batch.updated_at,
        jobs_count=batch.jobs_count,
        counts=ended,
        share=min(1.0, total / batch.jobs_count) if batch.jobs_count else 0.0,
        output_url=None if batch.output_s3_key is None else result_url(batch.output_s3_key),
        error_message=batch.error_message,
        poll_after_ms=None if batch.is_final else poll_after_ms(batch.updated_at),
        left_out=batch.left_out or msgspec.UNSET,
    )
