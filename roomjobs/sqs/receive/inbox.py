"""Passes messages from the receiving threads to the consuming thread."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic

#: Passes one message to its consumer.
Handover = Callable[[], None]


class Inbox:
    """A queue that an event loop can watch as a file descriptor: readable while something is inside."""

    def __init__(self) -> None:
        self._items: deque[Handover] = deque()
        self._changed = threading.Condition()
        self._reader, self._writer = os.pipe()
        self._closed = False

    def fileno(self) -> int:
        return self._reader

    def put(self, items: Iterable[Handover]) -> None:
        with self._changed:
            if self._closed:
                return
            rings = not self._items
            self._items.extend(items)
            if rings and self._items:
                os.write(self._writer, b"\0")
                self._changed.notify_all()

    def get(self, timeout: float | None = 0) -> Handover | None:
        """Take the next item, or None when none came within `timeout` seconds (None: wait for ever)."""
        deadline = None if timeout is None else monotonic() + timeout
        with self._changed:
            while not self._items:
                left = None if deadline is None else deadline - monotonic()
                if self._closed or (left is not None and left <= 0):
                    return None
                self._changed.wait(left)
            item = self._items.popleft()
            if not self._items:
                os.read(self._reader, 1)
            return item

    def close(self) -> None:
        with self._changed:
            if not self._closed:
                self._closed = True
                self._items.clear()
                os.close(self._reader)
                os.close(self._writer)
                self._changed.notify_all()
