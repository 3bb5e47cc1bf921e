"""A callback and its subscription as the table stores them, and when a callback is sent again. No I/O."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from roomjobs.jobs.job import Job

if TYPE_CHECKING:
    from roomjobs.jobs.batches.batch import Batch

#: Seconds from each attempt to the next: eight attempts in about a day.
DELAYS: tuple[int, ...] = (5, 60, 300, 1800, 7200, 18_000, 21_600, 36_000)
_GONE = 410  # the receiver wants no more of it
_SPREAD = 0.1  # of a delay, so that not all are sent at once after an outage


class CallbackStatus(StrEnum):
    DUE = "due"  # to be sent, perhaps again
    DELIVERED = "delivered"
    GIVEN_UP = "given up"  # after a day, or since the receiver answered 410


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attempt to deliver a callback."""

    at: int  # Unix seconds
    milliseconds: int
    status_code: int | None = None  # None: there was no answer
    error: str | None = None  # why there was none
    answer: str | None = None  # the first characters of the body

    @property
    def is_success(self) -> bool:
        return self.status_code is not None and 200 <= self.status_code < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where the ends of one job or batch are told. Times are Unix seconds."""

    subject: str  # id of the job or the batch
    owner: str
    url: str
    opened_at: int  # when the job was submitted or retried
    expires_at: int
    callbacks: tuple[str, ...] = ()  # ids of its callbacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One end of a job or batch that is told. Times are Unix seconds."""

    callback_id: str
    subject: str
    owner: str
    url: str
    kind: str  # such as job.completed
    body: str
    ended_at: int
    expires_at: int
    status: CallbackStatus = CallbackStatus.DUE
    next_at: int  # of the next attempt, while it is due
    tries: int = 0  # attempts begun, and times it was asked for again
    round: int = 0  # attempts begun since it was last asked for
    attempts: tuple[Attempt, ...] = ()  # attempts with an end


def callback_id(subject: Job | Batch) -> str:
    """The id of the callback of this end; another end of the same job or batch has another."""
    if isinstance(subject, Job):
        return f"{subject.job_id}-{subject.attempt}-{subject.status}"
    return f"{subject.batch_id}-{subject.rounds}-{subject.sends}-{subject.status}"


def id_of(subject: Job | Batch) -> str:
    return subject.job_id if isinstance(subject, Job) else subject.batch_id


def subscription_of(subject: Job | Batch, url: str, *, now: float) -> Subscription:
    """The subscription of a job or batch whose ends are told to this address."""
    return Subscription(
        subject=id_of(subject),
        owner=subject.owner,
        url=url,
        opened_at=int(now),
        expires_at=subject.expires_at,
    )


def callback_of(subject: Job | Batch, subscription: Subscription, *, now: float) -> Callback:
    """The callback of an ended job or batch."""
    kind = f"{'job' if isinstance(subject, Job) else 'batch'}.{subject.status}"
    document = {
        "type": kind,
        "timestamp": datetime.fromtimestamp(subject.updated_at, UTC).isoformat().replace("+00:00", "Z"),
        "data": _data(subject),
    }
    return Callback(
        callback_id=callback_id(subject),
        subject=subscription.subject,
        owner=subscription.owner,
        url=subscription.url,
        kind=kind,
        body=msgspec.json.encode(document).decode(),
        ended_at=subject.updated_at,
        expires_at=subscription.expires_at,
        next_at=int(now),
    )


def next_attempt(callback: Callback, attempt: Attempt, *, chance: random.Random | None = None) -> int | None:
    """
    When to try again after this attempt, Unix seconds; None if it succeeded or was the last.

    Examples
    --------
    >>> callback = Callback(callback_id="c", subject="s", owner="o", url="u", kind="job.failed", body="{}",
    ...                     ended_at=0, expires_at=9, next_at=0, round=1)
    >>> next_attempt(callback, Attempt(at=100, milliseconds=1, status_code=204)) is None
    True
    >>> next_attempt(callback, Attempt(at=100, milliseconds=1, status_code=500)) in (105, 106)
    True
    """
    if attempt.is_success or attempt.status_code == _GONE or callback.round > len(DELAYS):
        return None
    delay = DELAYS[callback.round - 1]
    return attempt.at + round(delay * (1 + _SPREAD * (chance or random).random()))


def _data(subject: Job | Batch) -> dict[str, Any]:
    """What is told of the end; the rest, with the result, is at the API."""
    common = {
        "status": subject.status,
        "name": subject.name,
        "owner": subject.owner,
        "created_at": subject.created_at,
        "updated_at": subject.updated_at,
        "error_message": subject.error_message,
    }
    if isinstance(subject, Job):
        return {
            "job_id": subject.job_id,
            **common,
            "processing_time": subject.processing_time,
            "rooms_count": subject.rooms_count,
            "confidence_score": subject.confidence_score,
            "wall_count": subject.wall_count,
        }
    return {"batch_id": subject.batch_id, **common, "jobs_count": subject.jobs_count}
