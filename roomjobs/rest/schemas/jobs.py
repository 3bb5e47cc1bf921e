"""Schemas of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from roomjobs.jobs.job import Job, JobStatus
from roomjobs.rest.schemas.polling import poll_after_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.plans.drawing import Drawing


class DrawingRead(msgspec.Struct):
    """How a job's drawing is read."""

    format: str
    layers: Annotated[list[str], msgspec.Meta(description="null: the layers likely to contain walls")] | None
    units: Annotated[str, msgspec.Meta(description="null: the units that the drawing states")] | None
    scale: Annotated[str, msgspec.Meta(description="null: it is drawn to size")] | None
    page: Annotated[int, msgspec.Meta(description="null: the page of a PDF with most lines")] | None


class JobAccepted(msgspec.Struct):
    """A plan was taken in."""

    job_id: str
    status: JobStatus
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    poll_after_ms: (
        Annotated[int, msgspec.Meta(description="when to ask for the status; null if it has ended at once")]
        | None
    )


class JobProgress(msgspec.Struct):
    """The progress of a processing job, about one second old."""

    stage: Annotated[str, msgspec.Meta(description="current step of the detector")]
    share: Annotated[float, msgspec.Meta(ge=0, le=1, description="share of the work that is done")]


class JobState(msgspec.Struct):
    """The state of a job. Values that are not known yet are null."""

    job_id: str
    status: JobStatus
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    updated_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    processing_time: Annotated[float, msgspec.Meta(description="seconds from claim to result")] | None
    rooms_count: int | None
    confidence_score: Annotated[float, msgspec.Meta(ge=0, le=1)] | None
    output_url: Annotated[str, msgspec.Meta(description="presigned address of the result")] | None
    poll_after_ms: Annotated[int, msgspec.Meta(description="null once the job has ended")] | None
    name: Annotated[str, msgspec.Meta(description="name of its plan")] | None
    owner: Annotated[str, msgspec.Meta(description="who submitted it")]
    wall_count: Annotated[int, msgspec.Meta(description="null until a worker has read an upload")] | None
    progress: Annotated[JobProgress, msgspec.Meta(description="null unless it takes over a second")] | None
    ahead: Annotated[int, msgspec.Meta(ge=0, description="jobs before it, null if unknown")] | None
    error_message: Annotated[str, msgspec.Meta(description="only of a failed job")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    delay_reason: (
        Annotated[str, msgspec.Meta(description="only while a store is unreachable: which, until when")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    drawing: (
        Annotated[
            DrawingRead,
            msgspec.Meta(description="only where the plan is made of one; it is there with wall_count"),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class JobSubmitted(msgspec.Struct):
    """
    The job of a plan that was submitted, with the rest of its state if it has ended within the wait.

    This is what generators make of both answers: they take one type for all that is well.
    """

    job_id: str
    status: JobStatus
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    poll_after_ms: Annotated[int, msgspec.Meta(description="null once the job has ended")] | None
    updated_at: Annotated[int, msgspec.Meta(description="Unix seconds")] | msgspec.UnsetType = msgspec.UNSET
    processing_time: (
        Annotated[float, msgspec.Meta(description="seconds from claim to result")] | msgspec.UnsetType | None
    ) = msgspec.UNSET
    rooms_count: int | msgspec.UnsetType | None = msgspec.UNSET
    confidence_score: Annotated[float, msgspec.Meta(ge=0, le=1)] | msgspec.UnsetType | None = msgspec.UNSET
    output_url: (
        Annotated[str, msgspec.Meta(description="presigned address of the result")] | msgspec.UnsetType | None
    ) = msgspec.UNSET
    name: Annotated[str, msgspec.Meta(description="name of its plan")] | msgspec.UnsetType | None = (
        msgspec.UNSET
    )
    owner: Annotated[str, msgspec.Meta(description="who submitted it")] | msgspec.UnsetType = msgspec.UNSET
    wall_count: (
        Annotated[int, msgspec.Meta(description="null until a worker has read an upload")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    progress: (
        Annotated[JobProgress, msgspec.Meta(description="null: it has ended")] | msgspec.UnsetType | None
    ) = msgspec.UNSET
    ahead: Annotated[int, msgspec.Meta(ge=0)] | msgspec.UnsetType | None = msgspec.UNSET
    error_message: Annotated[str, msgspec.Meta(description="only of a failed job")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    delay_reason: (
        Annotated[str, msgspec.Meta(description="only while a store is unreachable")] | msgspec.UnsetType
    ) = msgspec.UNSET
    drawing: (
        Annotated[DrawingRead, msgspec.Meta(description="only where the plan is made of one")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class JobPage(msgspec.Struct):
    """Jobs, newest first. A page may hold fewer than asked for, even none, and yet not be the last one."""

    jobs: list[JobState]
    next_cursor: Annotated[str, msgspec.Meta(description="for the next page; null at the end")] | None


def accepted(job: Job) -> JobAccepted:
    return JobAccepted(
        job_id=job.job_id,
        status=job.status,
        created_at=job.created_at,
        poll_after_ms=None if job.is_final else poll_after_ms(job.updated_at, now=job.updated_at),
    )


def state(
    job: Job, result_url: Callable[[str], str], *, ahead: int | None = None, least_ms: int = 0
) -> JobState:
    """
    What is known of a job; `ahead` is not looked for where many are listed.

    Who asks is to pause for `least_ms` milliseconds at least.
    """
    return JobState(
        job_id=job.job_id,
        status=job.status,
        created_at=job.created_at,
        updated_at=job.updated_at,
        processing_time=job.processing_time,
        rooms_count=job.rooms_count,
        confidence_score=job.confidence_score,
        output_url=None if job.output_s3_key is None else result_url(job.output_s3_key),
        poll_after_ms=None if job.is_final else poll_after_ms(job.updated_at, ahead=ahead, least=least_ms),
        name=job.name,
        owner=job.owner,
        wall_count=job.wall_count,
        progress=_progress(job),
        ahead=ahead,
        error_message=job.error_message or msgspec.UNSET,
        delay_reason=job.delay_reason or msgspec.UNSET,
        drawing=msgspec.UNSET if job.drawing is None else _reading(job.drawing),
    )


def _reading(drawing: Drawing) -> DrawingRead:
    return DrawingRead(
        format=drawing.format,
        layers=None if drawing.layers is None else list(drawing.layers),
        units=drawing.units,
        scale=drawing.scale,
        page=drawing.page,
    )


def _progress(job: Job) -> JobProgress | None:
    if job.status is not JobStatus.PROCESSING or job.stage is None or job.share is None:
        return None
    return JobProgress(stage=job.stage, share=job.share)
