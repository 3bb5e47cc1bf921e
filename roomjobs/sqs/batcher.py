"""Collects single requests into batches of ten."""

from __future__ import annotations

import logging
import threading
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from .backoff import Backoff
from .options import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Batcher(Generic[T]):
    """Sends what is added in batches: when ten are there, after `linger` seconds, or when drained.

    Parameters
    ----------
    send
        Sends up to ten items and returns those to try again. If it raises, all are tried again, later
        and later: an endpoint that is gone for a minute loses nothing.
    """

    def __init__(self, name: str, send: Callable[[list[T]], list[T]], linger: float) -> None:
        self._name = name
        self._send = send
        self._linger = linger
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._in_flight = 0
        self._draining = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, item: T) -> None:
        with self._changed:
            self._items.append(item)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            # Every notify costs a switch of threads: wake the sender for the first item and a full batch.
            if len(self._items) in (1, BATCH):
                self._changed.notify_all()

    def drain(self, timeout: float) -> bool:
        """Send everything now.

        Returns
        -------
        bool
            Whether all was accepted within `timeout` seconds.
        """
        deadline = monotonic() + timeout
        with self._changed:
            self._draining = True
            self._changed.notify_all()
            while self._items or self._in_flight:
                left = deadline - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            self._draining = False
            return not self._items and not self._in_flight

    def close(self) -> None:
        """End the thread; what is still waiting is dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _run(self) -> None:
        backoff = Backoff(first=0.1, most=5)
        while (batch := self._next_batch()) is not None:
            try:
                again = self._send(batch)
            except Exception as error:  # noqa: BLE001 - nothing that waits here may be lost
                again = batch
                logger.warning("%s: %d items are tried again: %r", self._name, len(batch), error)
            with self._changed:
                # Ahead of newer items, and before the count goes down: drain() must not see a gap.
                self._items.extendleft(reversed(again))
                self._in_flight -= len(batch)
                self._changed.notify_all()
                if again:
                    self._changed.wait_for(lambda: self._closed, timeout=backoff.next())
                else:
                    backoff.reset()

    def _next_batch(self) -> list[T] | None:
        with self._changed:
            while not self._items:
                if self._closed:
                    return None
                self._changed.wait()
            deadline = monotonic() + self._linger
            while len(self._items) < BATCH and not self._draining and not self._closed:
                left = deadline - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            if self._closed:
                return None
            batch = [self._items.popleft() for _ in range(min(BATCH, len(self._items)))]
            self._in_flight += len(batch)
            return batch
