"""Schemas of dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from roomjobs.jobs.job import Job, JobStatus

if TYPE_CHECKING:
    from roomjobs.jobs.store.dead_letter_queue import DeadLetter


class DeadLetterOut(msgspec.Struct):
    """A task that was delivered as often as the queue allows, and its job."""

    message_id: str
    sent_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    job_id: Annotated[str, msgspec.Meta(description="null if the message is no task of ours")] | None
    job_status: JobStatus | None
    error_message: str | None
    error_fingerprint: Annotated[str, msgspec.Meta(description="equal for equal errors")] | None
    body: Annotated[str, msgspec.Meta(description="body of the message")]


class DeadLetters(msgspec.Struct):
    """The dead letters, oldest first; those that somebody else looks at in this moment are missing."""

    dead_letters: list[DeadLetterOut]
    is_complete: Annotated[
        bool,
        msgspec.Meta(description="false: more than the 1,000 letters read may exist"),
    ]


class Redriven(msgspec.Struct):
    """The deleted letters, whose jobs were retried or had already ended otherwise."""

    message_ids: list[str]


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
