"""A cache for one value that is expensive to load."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_TOO_OLD = 5  # multiple of `seconds`; an older value is never returned


class Cached(Generic[T]):
    """
    Loads a value at most once in `seconds`.

    While one caller loads, the others get the previous value, unless it is older than five times `seconds`.
    """

    def __init__(
        self, load: Callable[[], T], *, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._seconds = seconds
        self._clock = clock
        self._loading = threading.Lock()
        self._value: tuple[float, T] | None = None

    def get(self) -> T:
        known = self._value
        age = float("inf") if known is None else self._clock() - known[0]
        if known is not None and age < self._seconds:
            return known[1]
        if not self._loading.acquire(blocking=False):
            if known is not None and age < _TOO_OLD * self._seconds:
                return known[1]
            self._loading.acquire()
        try:
            if self._value is not known and self._value is not None:  # another caller was faster
                return self._value[1]
            value = self._load()
            self._value = (self._clock(), value)
            return value
        finally:
            self._loading.release()

    def forget(self) -> None:
        """Drop the value, so that the next caller loads it again."""
        self._value = None
