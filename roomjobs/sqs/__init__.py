"""Celery on Amazon SQS with inspection, events and monitors, and receives that survive; see README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import (
    BatchSendError,
    MessageTooLargeError,
    OptionsError,
    TransportError,
    UnknownQueueError,
)
from .putback import PutBack, receive_count
from .transport import Transport

if TYPE_CHECKING:
    from celery import Celery

__all__ = [
    "BatchSendError",
    "MessageTooLargeError",
    "OptionsError",
    "PutBack",
    "Transport",
    "TransportError",
    "UnknownQueueError",
    "install",
    "receive_count",
]

#: The scheme of the broker URL after `install`: ``celery-sqs://``.
SCHEME = "celery-sqs"


def install(app: Celery) -> None:
    """Make ``celery-sqs://`` known to kombu and let the workers of `app` leave as they should."""
    # Imported here: a process that only sends messages has no use for the worker's parts.
    from kombu.transport import TRANSPORT_ALIASES  # noqa: PLC0415 - see above

    from .drain import Drain  # noqa: PLC0415 - see above

    TRANSPORT_ALIASES[SCHEME] = f"{Transport.__module__}:{Transport.__qualname__}"
    app.steps["consumer"].add(Drain)
