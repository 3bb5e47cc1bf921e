"""The exceptions of this transport."""

from __future__ import annotations

from kombu.exceptions import KombuError


class SqsError(KombuError):
    """Root of this transport's own errors; each message says what to change."""


class OptionsError(SqsError):
    """A value in ``broker_transport_options`` is missing or out of range."""


class UnknownQueueError(SqsError):
    """A queue is neither predefined nor a queue of the control plane."""


class MessageTooLargeError(SqsError):
    """A message exceeds the size limit of its queue or of the control table."""


class MessageFieldError(SqsError):
    """A field of a message, such as its message group, is not valid for SQS."""


class SendError(SqsError, ConnectionError):
    """A message could not be sent for a temporary reason; Celery and kombu repeat the send."""


class NotSentError(SqsError):
    """A message could not be sent within the time budget of its request, and Celery must not repeat that."""


class BatchSendError(SqsError):
    """Some messages of a batch were not accepted.

    Attributes
    ----------
    failures : list of (str, str)
        Task id and reason of every message that was not sent.
    """

    def __init__(self, failures: list[tuple[str, str]]) -> None:
        self.failures = failures
        shown = ", ".join(f"{task_id or '(no id)'}: {reason}" for task_id, reason in failures[:5])
        super().__init__(f"{len(failures)} messages were not sent ({shown}); send those again")
