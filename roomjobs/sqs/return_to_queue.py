"""Lets a task return its message to the queue, and read how often it was received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery.exceptions import Reject

if TYPE_CHECKING:
    from celery.app.task import Context


class ReturnToQueue(Reject):
    """Raise this in a task to have its message delivered again later instead of deleted.

    The same message is delivered again after `delay` seconds, to any worker, and its receive count goes
    on: after the queue's ``maxReceiveCount`` it becomes a dead letter. Celery's ``retry`` sends a new
    message, whose count starts again. Needs ``acks_late``.

    Parameters
    ----------
    delay : int
        Seconds until the message is visible again, 0 to 43,200.
    reason : str, optional
        Shown in the worker's log.
    """

    def __init__(self, delay: int = 0, reason: str | None = None) -> None:
        self.delay = delay
        self.reason = reason
        # Celery hands `requeue` on as it is; the channel reads a number as the delay.
        super().__init__(reason, requeue=int(delay) or True)  # type: ignore[arg-type] # a bool in the stubs

    def __reduce__(self) -> tuple[type[ReturnToQueue], tuple[int, str | None]]:
        return ReturnToQueue, (self.delay, self.reason)


def receive_count(request: Context) -> int:
    """
    Tell how often the message of a running task was received, this time included.

    Parameters
    ----------
    request : celery.app.task.Context
        ``self.request`` of a bound task.

    Returns
    -------
    int
        1 for a task that did not come through this transport, one called eagerly for example.

    Examples
    --------
    >>> from celery.app.task import Context
    >>> receive_count(Context(properties={"delivery_info": {"receive_count": 3}}))
    3
    """
    properties = getattr(request, "properties", None) or {}
    return int((properties.get("delivery_info") or {}).get("receive_count", 1))
