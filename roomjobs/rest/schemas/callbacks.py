"""Schemas of callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from roomjobs.jobs.callbacks.callback import CallbackStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.jobs.callbacks.callback import Callback, Subscription


class CallbackAttempt(msgspec.Struct):
    """One request to the receiver."""

    at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    milliseconds: Annotated[int, msgspec.Meta(ge=0, description="until the answer, or until it was given up")]
    status_code: Annotated[int, msgspec.Meta(description="null where there was no answer")] | None
    error: Annotated[str, msgspec.Meta(description="why there was none")] | None
    answer: Annotated[str, msgspec.Meta(description="the first 200 characters of the body")] | None


class CallbackState(msgspec.Struct):
    """One end, and what became of telling it."""

    id: Annotated[str, msgspec.Meta(description="webhook-id of its requests, the same at each attempt")]
    type: Annotated[str, msgspec.Meta(description="such as job.completed")]
    status: CallbackStatus
    ended_at: Annotated[int, msgspec.Meta(description="Unix seconds")]
    next_at: (
        Annotated[int, msgspec.Meta(description="next attempt, Unix seconds; null if there is none")] | None
    )
    attempts: list[CallbackAttempt]


class CallbackList(msgspec.Struct):
    """The callbacks of a job or batch, one an end, the first end first."""

    callback_url: Annotated[str, msgspec.Meta(description="null: none was asked for")] | None
    callbacks: list[CallbackState]


class CallbackSecrets(msgspec.Struct):
    """What signs the callbacks of an owner."""

    secrets: Annotated[
        list[str],
        msgspec.Meta(
            description="the newest first; for a day after it was replaced, the one before signs, too"
        ),
    ]


def state(callback: Callback) -> CallbackState:
    return CallbackState(
        id=callback.callback_id,
        type=callback.kind,
        status=callback.status,
        ended_at=callback.ended_at,
        next_at=callback.next_at if callback.status is CallbackStatus.DUE else None,
        attempts=[
            CallbackAttempt(each.at, each.milliseconds, each.status_code, each.error, each.answer)
            for each in callback.attempts
        ],
    )


def listed(subscription: Subscription | None, callbacks: Iterable[Callback]) -> CallbackList:
    url = None if subscription is None else subscription.url
    return CallbackList(callback_url=url, callbacks=[state(each) for each in callbacks])
