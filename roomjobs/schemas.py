"""The documents that the API takes and gives, as structs; `docs/openapi.json` is made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from roomjobs.jobs import Job, JobStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.dead_letters import DeadLetter

POLL_AFTER_MS = 500

Point = Annotated[tuple[float, float], msgspec.Meta(description="x and y in the units of the plan")]


class _Wall(msgspec.Struct, kw_only=True):
    is_load_bearing: bool = False
    thickness: Annotated[float, msgspec.Meta(ge=0, description="in the units of the plan")] | None = None
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None


class Line(_Wall, tag="line"):
    """A straight wall."""

    start: Point
    end: Point


class Arc(_Wall, tag="arc"):
    """A wall that is a part of a circle."""

    start: Point
    end: Point
    bulge: Annotated[
        float,
        msgspec.Meta(description="tangent of a quarter of the sweep, positive counter-clockwise, as in DXF"),
    ]


class Polyline(_Wall, tag="polyline"):
    """A wall of several straight sides."""

    points: Annotated[list[Point], msgspec.Meta(min_length=2)]
    closed: bool = False


class Plan(msgspec.Struct):
    """A floor plan: its walls, in any order and direction."""

    walls: Annotated[list[Line | Arc | Polyline], msgspec.Meta(min_length=1)]
    units: Annotated[str, msgspec.Meta(description="what one unit of length is, for example mm")] | None = (
        None
    )


class JobAccepted(msgspec.Struct):
    """A plan was taken in."""

    job_id: str
    status: JobStatus
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    poll_after_ms: Annotated[int, msgspec.Meta(description="when to ask for the status again")]


class JobState(msgspec.Struct):
    """Where a job stands. What is not known yet is null."""

    job_id: str
    status: JobStatus
    created_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    updated_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    processing_time: Annotated[float, msgspec.Meta(description="seconds from claim to result")] | None
    rooms_count: int | None
    confidence_score: Annotated[float, msgspec.Meta(ge=0, le=1)] | None
    output_url: Annotated[str, msgspec.Meta(description="presigned address of the result")] | None
    poll_after_ms: Annotated[int, msgspec.Meta(description="null once the job has ended")] | None
    error_message: Annotated[str, msgspec.Meta(description="only of a failed job")] | msgspec.UnsetType = (
        msgspec.UNSET
    )


class DeadLetterOut(msgspec.Struct):
    """A task that the queue gave up on, and the job that it was for."""

    message_id: str
    sent_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    job_id: Annotated[str, msgspec.Meta(description="null in a message that is no task of ours")] | None
    job_status: JobStatus | None
    error_message: str | None
    error_fingerprint: Annotated[str, msgspec.Meta(description="the same for the same fault")] | None
    body: Annotated[str, msgspec.Meta(description="the message as it is in the queue")]


class DeadLetters(msgspec.Struct):
    """The dead letters, oldest first; those that somebody else looks at in this moment are missing."""

    dead_letters: list[DeadLetterOut]


class Redriven(msgspec.Struct):
    """The letters whose jobs are worked on again, or had ended otherwise; they are deleted."""

    message_ids: list[str]


class FaultOut(msgspec.Struct):
    """One thing that is wrong with a request."""

    pointer: Annotated[str, msgspec.Meta(description="JSON Pointer (RFC 6901) into the body")]
    detail: str


class Problem(msgspec.Struct, omit_defaults=True):
    """A problem detail (RFC 9457)."""

    title: str
    status: int
    detail: str
    request_id: str
    type: Literal["about:blank"] = "about:blank"
    errors: list[FaultOut] = []


def accepted(job: Job) -> JobAccepted:
    return JobAccepted(
        job_id=job.job_id, status=job.status, created_at=job.created_at, poll_after_ms=POLL_AFTER_MS
    )


def state(job: Job, result_url: Callable[[str], str]) -> JobState:
    return JobState(
        job_id=job.job_id,
        status=job.status,
        created_at=job.created_at,
        updated_at=job.updated_at,
        processing_time=job.processing_time,
        rooms_count=job.rooms_count,
        confidence_score=job.confidence_score,
        output_url=None if job.output_s3_key is None else result_url(job.output_s3_key),
        poll_after_ms=None if job.is_final else POLL_AFTER_MS,
        error_message=job.error_message or msgspec.UNSET,
    )


def dead_letter(letter: DeadLetter, job: Job | None) -> DeadLetterOut:
    return DeadLetterOut(
        message_id=letter.message_id,
        sent_at=letter.sent_at,
        job_id=letter.job_id,
        job_status=None if job is None else job.status,
        error_message=None if job is None else job.error_message,
        error_fingerprint=None if job is None else job.error_fingerprint,
        body=letter.body,
    )
