"""
Puts the ends of jobs and batches on an event bus of Amazon EventBridge, for rules of the account.

An entry of `PutEvents` has 1 MB at most; a callback has some 60 KB at most, those of a hundred faults.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from roomjobs.jobs.callbacks.callback import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.jobs.callbacks.callback import Callback

_OK = 200


class Events(Protocol):
    """What is used of botocore's client of EventBridge."""

    def put_events(self, *, Entries: list[dict[str, Any]]) -> Mapping[str, Any]: ...  # noqa: N803 - as in AWS


@dataclass(frozen=True, slots=True)
class EventBus:
    """
    Sends events to one bus.

    Source: Amazon EventBridge API reference, PutEvents.
    """

    events: Callable[[], Events]  # on first use: most processes send none
    source: str  # by which rules tell one deployment from another
    clock: Callable[[], float] = time.time

    def prepare(self, callback: Callback) -> Callable[[], Attempt]:
        """Make what puts one event on the bus that the address of the callback names."""
        # Here, and not in the threads that send: botocore makes no two clients at once safely.
        return partial(self._send, self.events(), self._entry(callback))

    def _send(self, events: Events, entry: dict[str, Any]) -> Attempt:
        """Put one event on its bus; whatever goes wrong is told by the attempt."""
        at, began = int(self.clock()), time.monotonic()
        status: int | None = None
        error = answer = None
        try:
            (told,) = events.put_events(Entries=[entry])["Entries"]
            if "ErrorCode" in told:
                error = f"EventBridge refused: {told['ErrorCode']}"
            else:
                status, answer = _OK, told["EventId"]
        except ClientError as refused:
            error = f"EventBridge refused: {refused.response['Error']['Code']}"
        except BotoCoreError as fault:
            error = f"EventBridge did not answer ({type(fault).__name__})"
        spent = round((time.monotonic() - began) * 1000)
        return Attempt(at=at, milliseconds=spent, status_code=status, error=error, answer=answer)

    def _entry(self, callback: Callback) -> dict[str, Any]:
        """By the id in its detail an event that arrives twice is known: its id of EventBridge differs."""
        detail = {"id": callback.callback_id, **msgspec.json.decode(callback.body)}
        return {
            "EventBusName": callback.url,
            "Source": self.source,
            "DetailType": callback.kind,
            "Detail": msgspec.json.encode(detail).decode(),
            "Time": callback.ended_at,
        }
