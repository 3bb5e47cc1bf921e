"""A cache for one value that is expensive to load."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from roomjobs import sqs

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_LONGEST_WAIT = 60.0  # seconds; that of a request is shorter
_TOO_OLD = 5  # multiple of `seconds`; an older value is never returned


class Cached(Generic[T]):
    """
    Loads a value at most once in `seconds`.

    While one caller loads, the others get the previous value, unless it is older than five times `seconds`:
    then they wait, and get what the one gets, an error, too.
    """

    def __init__(
        self, load: Callable[[], T], *, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._seconds = seconds
        self._clock = clock
        self._loading = threading.Lock()
        self._value: tuple[float, T] | None = None
        self._error: Exception | None = None  # of the last load

    def get(self) -> T:
        known = self._value
        age = float("inf") if known is None else self._clock() - known[0]
        if known is not None and age < self._seconds:
            return known[1]
        if not self._loading.acquire(blocking=False):
            if known is not None and age < _TOO_OLD * self._seconds:
                return known[1]
            self._wait()
            if self._error is not None and self._value is known:  # another caller has tried just now
                self._loading.release()
                raise self._error
        try:
            if self._value is not known and self._value is not None:  # another caller was faster
                return self._value[1]
            return self._load_noting_errors()
        finally:
            self._loading.release()

    def _load_noting_errors(self) -> T:
        self._error = None
        try:
            value = self._load()
        except Exception as error:
            self._error = error
            raise
        self._value = (self._clock(), value)
        return value

    def _wait(self) -> None:
        """Wait for the caller that loads, as long as the request of this one may wait for AWS."""
        with sqs.bounded(_LONGEST_WAIT) as seconds:
            if not self._loading.acquire(timeout=seconds):
                raise sqs.TimeBudgetError

    def forget(self) -> None:
        """Drop the value, so that the next caller loads it again."""
        self._value = None
