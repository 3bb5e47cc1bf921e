"""How many messages a channel may hold at once."""

from __future__ import annotations

import threading
from collections import Counter
from time import monotonic

#: A receive of one message costs as much as one of ten: wait this long for more space under load.
_GATHER_SECONDS = 0.005


class PrefetchWindow:
    """The prefetch limit, shared by the threads that receive and those that acknowledge.

    Space that a receive has asked for and not yet got messages for is reserved per queue, so that an idle
    queue, whose long poll holds its reservation for twenty seconds, does not starve another one.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._limit = 0
        self._held = 0
        self._paused = False
        self._reserved: Counter[str] = Counter()

    @property
    def limit(self) -> int:
        """Messages the channel may hold; 0 means no limit."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        with self._changed:
            self._limit = limit
            self._changed.notify_all()

    @property
    def paused(self) -> bool:
        """Whether no receive gets space, however much there is."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    @property
    def held(self) -> int:
        """Messages received and not settled yet."""
        return self._held

    def has_space(self) -> bool:
        return not self._limit or self._held < self._limit

    def reserve(self, queue: str, most: int, timeout: float) -> int:
        """Reserve space for up to `most` messages of `queue`.

        Returns
        -------
        int
            The space reserved, or 0 when there was none within `timeout` seconds.
        """
        deadline = monotonic() + timeout
        with self._changed:
            while (space := self._space(queue, most)) == 0:
                if not self._wait(deadline):
                    return 0
            if self._limit:
                enough = min(most, max(1, self._limit // 2))
                deadline = monotonic() + _GATHER_SECONDS
                while space < enough and self._wait(deadline):
                    space = self._space(queue, most)
            space = self._space(queue, most)
            self._reserved[queue] += space
            return space

    def commit_reservation(self, queue: str, reserved: int, received: int) -> None:
        """Turn a reservation into the messages that came."""
        with self._changed:
            self._reserved[queue] -= reserved
            self._held += received
            self._changed.notify_all()

    def free(self, count: int = 1) -> None:
        """Messages were settled: their space is free again."""
        with self._changed:
            self._held -= count
            self._changed.notify_all()

    def wake(self) -> None:
        """Make every waiting `reserve` look again."""
        with self._changed:
            self._changed.notify_all()

    def _space(self, queue: str, most: int) -> int:
        if self._paused:
            return 0
        if not self._limit:
            return most
        return max(0, min(most, self._limit - self._held - self._reserved[queue]))

    def _wait(self, deadline: float) -> bool:
        left = deadline - monotonic()
        return left > 0 and self._changed.wait(left)
