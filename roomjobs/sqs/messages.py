"""Between SQS messages and the envelopes kombu works with."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any

from .errors import MessageTooLargeError

#: A kombu envelope: ``body``, ``headers``, ``properties``, ``content-type``, ``content-encoding``.
Envelope = dict[str, Any]


@dataclasses.dataclass(slots=True, eq=False)
class Delivery:
    """A message received from SQS and not settled yet."""

    tag: str
    queue: str
    url: str
    receipt_handle: str
    receive_count: int
    envelope: Envelope
    #: Monotonic times of the receive and of the last extension of the visibility timeout.
    received_at: float = dataclasses.field(default_factory=monotonic)
    extended_at: float = dataclasses.field(default_factory=monotonic)

    @property
    def task_id(self) -> str:
        return str((self.envelope.get("headers") or {}).get("id") or "")


def encode(envelope: Envelope, limit: int) -> str:
    """Write an envelope as the body of an SQS message.

    Raises
    ------
    MessageTooLargeError
        If the body is longer than `limit` bytes.
    """
    text = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False)
    size = len(text.encode())
    if size > limit:
        raise MessageTooLargeError(
            f"the message has {size} bytes and the queue takes {limit}: "
            "store the data elsewhere, in S3 for one, and send where it is"
        )
    return text


def decode(body: str) -> Envelope:
    """Read the body of an SQS message.

    kombu's own SQS transport wraps the envelope in base64, which is read too. Anything else becomes an
    envelope around the raw text, for the consumer to refuse.
    """
    text = body.strip()
    if not text.startswith("{"):
        try:
            text = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, ValueError):
            text = body
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):  # the latter from brackets nested too deep
        envelope = None
    if (
        not isinstance(envelope, dict)
        or not isinstance(envelope.get("properties"), dict)
        or not isinstance(envelope.get("headers") or {}, dict)
    ):
        return {"body": body, "headers": {}, "properties": {}, "content-type": None, "content-encoding": None}
    return envelope


def stamp(envelope: Envelope, tag: str, receive_count: int) -> None:
    """Write what a consumer may want to know about this delivery into the envelope."""
    properties = envelope["properties"]
    properties["delivery_tag"] = tag
    info = properties.get("delivery_info")
    info = info if isinstance(info, dict) else {}
    properties["delivery_info"] = {**info, "receive_count": receive_count, "redelivered": receive_count > 1}


def seconds_until_due(envelope: Envelope) -> float:
    """Seconds until the message's time comes: Celery's ``eta`` header or a ``delay_seconds`` property."""
    properties = envelope.get("properties") or {}
    delay = properties.get("delay_seconds")
    if delay is not None:
        return max(0.0, float(delay))
    eta = (envelope.get("headers") or {}).get("eta")
    if not eta:
        return 0.0
    try:
        due = datetime.fromisoformat(str(eta))
    except ValueError:
        return 0.0  # Celery's worker reports an ETA it cannot read
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    return max(0.0, due.timestamp() - time())
