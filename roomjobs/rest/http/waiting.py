"""`Prefer: wait=N` (RFC 7240): delays the answer until the state changes, for N seconds at most."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from flask import request

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_WAIT = re.compile(r'\s*wait\s*=\s*"?(\d{1,9})"?\s*(;.*)?', re.IGNORECASE)
_FIRST_PAUSE = 0.05  # seconds; most plans take less than a second
_LONGEST_PAUSE = 0.5


@dataclass(slots=True)
class WaitingRoom:
    """
    Lets requests wait, each in its thread, up to `seats` at once: the other threads answer others.

    Where no seat is free, an answer comes at once; a preference is nothing to rely on.
    """

    seats: int
    longest: int  # seconds
    _free: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = threading.BoundedSemaphore(self.seats)

    def wait(self, look: Callable[[], T], is_news: Callable[[T], bool]) -> tuple[T, dict[str, str]]:
        """What `look` gives once it is news, or at the end of the wait, and headers for the response."""
        seconds = min(_asked_for(), self.longest)
        seen = look()
        if not seconds or not self._free.acquire(blocking=False):
            return seen, {}
        try:
            end = time.monotonic() + seconds
            pause = _FIRST_PAUSE
            while not is_news(seen) and (left := end - time.monotonic()) > 0:
                time.sleep(min(pause, left))
                pause = min(pause * 1.5, _LONGEST_PAUSE)
                seen = look()
        finally:
            self._free.release()
        return seen, {"Preference-Applied": f"wait={seconds}"}


def _asked_for() -> int:
    for header in request.headers.getlist("Prefer"):
        for preference in header.split(","):
            match = _WAIT.fullmatch(preference)
            if match:
                return int(match[1])
    return 0
