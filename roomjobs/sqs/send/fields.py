"""What a publisher may ask of SQS for one message, under the names of kombu's own transport."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING, Any

from ..errors import MessageFieldError
from ..options import MAX_DELAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..messages import Envelope

#: Of a group or a deduplication id: 1 to 128 letters, digits and ASCII punctuation.
_ID = re.compile(r"[!-~]{1,128}")
#: A property that goes to SQS beside the body, and not within it.
ATTRIBUTES = "message_attributes"
#: SQS takes ten attributes with a message.
_MOST_ATTRIBUTES = 10


def seconds_until_due(envelope: Envelope) -> float:
    """
    Seconds until a message is due, by Celery's ``eta`` header or the delay that its publisher asks for.

    Raises
    ------
    MessageFieldError
        If the delay is not a number of seconds.

    Examples
    --------
    >>> seconds_until_due({"properties": {"DelaySeconds": 30}})
    30.0
    """
    if (delay := asked_delay(envelope)) is not None:
        return delay
    eta = (envelope.get("headers") or {}).get("eta")
    if not eta:
        return 0.0
    try:
        due = datetime.fromisoformat(str(eta))
    except ValueError:
        return 0.0  # Celery's worker reports an ETA it cannot read
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)  # as Celery's worker reads it, whatever the app's time zone
    return max(0.0, due.timestamp() - time())


def asked_delay(envelope: Envelope) -> float | None:
    """Find the property ``delay_seconds`` or ``DelaySeconds`` of a message."""
    properties = envelope.get("properties") or {}
    for name in ("delay_seconds", "DelaySeconds"):
        if (given := properties.get(name)) is None:
            continue
        try:
            delay = float(given)
        except (TypeError, ValueError):
            delay = -1.0
        if not 0 <= delay < float("inf"):
            raise MessageFieldError(f"{name} is a number of seconds from 0, not {given!r}")
        return delay
    return None


def check_delay(envelope: Envelope, *, is_fifo: bool, is_schedulable: bool) -> None:
    """
    Refuse a delay that nobody would keep: a worker holds only what has an ``eta``.

    Raises
    ------
    MessageFieldError
        If the queue takes no delay of a message, or none that is so long.
    """
    delay = asked_delay(envelope) or 0
    if is_fifo and 0 < delay <= MAX_DELAY_SECONDS:
        raise MessageFieldError("a FIFO queue takes no delay of a message: give the task a countdown")
    if delay > MAX_DELAY_SECONDS and not is_schedulable:
        raise MessageFieldError(
            f"SQS delays a message by {MAX_DELAY_SECONDS} s at most, not {delay:g} s: "
            "set control_table, where it can wait, or give the task a countdown"
        )


def message_group(envelope: Envelope, group_of: Callable[[Envelope], str | None] | None) -> str | None:
    """
    Find the group of a message: a property or a header ``MessageGroupId``, or the result of a function.

    Raises
    ------
    MessageFieldError
        If it is not as SQS takes it.

    Examples
    --------
    >>> message_group({"headers": {"MessageGroupId": "ann"}}, None)
    'ann'
    """
    return _field(envelope, "MessageGroupId", group_of)


def deduplication_id(envelope: Envelope) -> str | None:
    """Find the ``MessageDeduplicationId`` of a message for a FIFO queue: a property or a header."""
    return _field(envelope, "MessageDeduplicationId", None)


def _field(envelope: Envelope, name: str, function: Callable[[Envelope], str | None] | None) -> str | None:
    places = (envelope.get("properties") or {}, envelope.get("headers") or {})
    found = next((place[name] for place in places if place.get(name) is not None), None)
    if found is None and function is not None:
        found = function(envelope)
    if found is not None and (not isinstance(found, str) or not _ID.fullmatch(found)):
        raise MessageFieldError(
            f"{name} is 1 to 128 letters, digits and ASCII punctuation, not {found!r}: hash what is longer"
        )
    return found


def message_attributes(envelope: Envelope) -> dict[str, dict[str, Any]]:
    """
    Find the SQS attributes of a message: a property ``message_attributes``.

    Raises
    ------
    MessageFieldError
        If they are not as SQS takes them.

    Examples
    --------
    >>> version = {"version": {"DataType": "Number", "StringValue": "1"}}
    >>> message_attributes({"properties": {"message_attributes": version}})
    {'version': {'DataType': 'Number', 'StringValue': '1'}}
    >>> message_attributes({"properties": {}})
    {}
    """
    found = (envelope.get("properties") or {}).get(ATTRIBUTES)
    if found is None:
        return {}
    if (
        not isinstance(found, Mapping)
        or len(found) > _MOST_ATTRIBUTES
        or not all(isinstance(name, str) and _is_attribute(value) for name, value in found.items())
    ):
        raise MessageFieldError(
            f"message_attributes is a mapping of up to {_MOST_ATTRIBUTES} names to "
            "{'DataType': 'String' or 'Number', 'StringValue': text} "
            f"or {{'DataType': 'Binary', 'BinaryValue': bytes}}, not {found!r}"
        )
    return {name: dict(value) for name, value in found.items()}


def size_of(attributes: Mapping[str, Mapping[str, Any]]) -> int:
    """Bytes that attributes take of the size of a message: names, types and values."""
    return sum(
        len(name.encode())
        + sum(len(part.encode() if isinstance(part, str) else part) for part in value.values())
        for name, value in attributes.items()
    )


def _is_attribute(value: object) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("DataType"), str):
        return False
    kind = value["DataType"].partition(".")[0]
    name, of = ("BinaryValue", bytes) if kind == "Binary" else ("StringValue", str)
    is_known = kind in {"String", "Number", "Binary"}
    return is_known and set(value) == {"DataType", name} and isinstance(value[name], of) and bool(value[name])
