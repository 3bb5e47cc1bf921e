"""The id of the request that things are done for, from the API through the queue to the worker's log."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-Id"

_ALLOWED = re.compile(r"[\w.:=-]{1,128}", re.ASCII)

current: ContextVar[str] = ContextVar("request_id", default="-")


def accept(given: str) -> str:
    """The id that a sender gave, or a fresh one where it is no plain word."""
    return given if _ALLOWED.fullmatch(given) else uuid.uuid4().hex


def words() -> str:
    """For a line of a log."""
    return f"request {current.get()}"
