"""Converts between SQS messages and kombu envelopes."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
from time import monotonic
from typing import Any

from .errors import MessageFieldError, MessageTooLargeError

#: Characters that SQS refuses, and lone surrogates, which UTF-8 cannot encode.
_REFUSED_BY_SQS = re.compile("[\ud800-\udfff\ufffe\uffff]")
#: A property that identifies one send: repetitions of the send keep its value.
SEND_TOKEN = "send_token"  # noqa: S105 - no password

#: A property with the Unix time, by the clock of SQS, from which nobody is to get the message.
EXPIRES_AT = "expires_at"

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
    message_id: str = ""
    #: Of a message of a FIFO queue.
    group: str | None = None
    #: Monotonic time of the claim of its send, or of the last renewal; 0 if there is none.
    claimed_at: float = 0.0
    #: It waits for another one of its group, and does not count for the prefetch limit.
    is_waiting: bool = False
    #: The message was visible to other workers for some time, or another worker has received it.
    is_lost: bool = False

    def is_held(self, visibility_timeout: float) -> bool:
        """
        Tell whether no other worker can have received the message since this one did.

        Parameters
        ----------
        visibility_timeout : float
            Seconds, as of the queue.

        Returns
        -------
        bool
            False once the timeout has passed since the receive or the last extension.

        Examples
        --------
        >>> delivery = Delivery("1", "orders", "https://sqs/orders", "handle", 1, decode("hello"))
        >>> delivery.is_held(30), delivery.is_held(0)
        (True, False)
        """
        return not self.is_lost and monotonic() - self.extended_at < visibility_timeout

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
    if _REFUSED_BY_SQS.search(text):  # they occur only in JSON strings, where an escape is equivalent
        text = _REFUSED_BY_SQS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    size = len(text.encode())
    if size > limit:
        raise MessageTooLargeError(
            f"the message has {size} bytes and the queue takes {limit}: "
            "store the data elsewhere, in S3 for one, and send where it is"
        )
    return text


def decode(body: str) -> Envelope:
    """
    Read the body of an SQS message.

    kombu's own SQS transport wraps the envelope in base64, which is read too.

    Parameters
    ----------
    body : str
        As SQS hands it out.

    Returns
    -------
    Envelope
        Anything that is none becomes an envelope around the raw text, for the consumer to refuse.

    Examples
    --------
    >>> decode('{"body": "W10=", "headers": {"id": "1"}, "properties": {}}')["headers"]
    {'id': '1'}
    >>> decode("hello")["body"]
    'hello'
    """
    text = body.strip()
    if not text.startswith("{"):
        try:
            text = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, ValueError):
            text = body
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):  # RecursionError: brackets nested too deeply
        envelope = None
    if (
        not isinstance(envelope, dict)
        or not isinstance(envelope.get("body"), str)
        or not isinstance(envelope.get("properties"), dict)
        or not isinstance(envelope.get("headers") or {}, dict)
    ):
        return {"body": body, "headers": {}, "properties": {}, "content-type": None, "content-encoding": None}
    return envelope


def stamp(envelope: Envelope, tag: str, receive_count: int, group: str | None = None) -> None:
    """Write the receive count and other facts of this delivery into the envelope."""
    properties = envelope["properties"]
    properties["delivery_tag"] = tag
    info = properties.get("delivery_info")
    info = info if isinstance(info, dict) else {}
    properties["delivery_info"] = {**info, "receive_count": receive_count, "redelivered": receive_count > 1}
    if group is not None:
        properties["delivery_info"]["message_group"] = group


def was_received(properties: dict[str, Any]) -> bool:
    """
    Whether `stamp` has written into these properties.

    Examples
    --------
    >>> envelope = {"properties": {}}
    >>> stamp(envelope, "1", receive_count=1)
    >>> was_received(envelope["properties"]), was_received({"delivery_info": {"exchange": "media"}})
    (True, False)
    """
    info = properties.get("delivery_info")
    return isinstance(info, dict) and "receive_count" in info


def set_expiry(envelope: Envelope, now: float) -> None:
    """
    Turn kombu's ``expiration``, in milliseconds from now on, into a Unix time: SQS does not expire messages.

    Parameters
    ----------
    envelope : dict
        Its properties are changed; nothing happens if it has no ``expiration``, or has been here before.
    now : float
        Unix time in seconds, by the clock of SQS.

    Raises
    ------
    MessageFieldError
        If ``expiration`` is not a number of milliseconds.

    Examples
    --------
    >>> envelope = {"properties": {"expiration": "1500"}}
    >>> set_expiry(envelope, now=100.0)
    >>> is_expired(envelope, now=101.0), is_expired(envelope, now=101.5)
    (False, True)
    """
    properties = envelope["properties"]
    given = properties.get("expiration")
    if given is None or EXPIRES_AT in properties:
        return
    try:
        lifetime = float(given) / 1000
    except (TypeError, ValueError):
        lifetime = -1.0
    if not 0 <= lifetime < float("inf"):
        raise MessageFieldError(
            f"expiration is a number of seconds, in a message one of milliseconds, not {given!r}"
        )
    properties[EXPIRES_AT] = now + lifetime


def is_expired(envelope: Envelope, now: float) -> bool:
    """Whether the lifetime of a message is over at `now`, a Unix time by the clock of SQS."""
    until = envelope["properties"].get(EXPIRES_AT)
    return isinstance(until, (int, float)) and now >= until
