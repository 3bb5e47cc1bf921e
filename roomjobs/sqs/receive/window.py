"""How many messages a channel may hold at once."""

from __future__ import annotations

import threading
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from .lanes import LOOK_SECONDS, Lanes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..options import QueueOptions

#: A receive of one message costs as much as one of ten: wait this long for more space under load.
_GATHER_SECONDS = 0.005


class PrefetchWindow:
    """The prefetch limit, shared by the threads that receive and those that acknowledge.

    Space for a receive that has not returned yet is reserved per queue, so that an idle
    queue, whose long poll holds its reservation for twenty seconds, does not starve another one.
    """

    def __init__(self, queues: Mapping[str, QueueOptions] | None = None) -> None:
        self._queues = queues or {}
        self._lanes = Lanes(self._queues)
        self._changed = threading.Condition()
        self._limit = 0
        self._held: Counter[str] = Counter()  # by queue
        self._paused = False
        self._paused_queues: frozenset[str] = frozenset()
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
        """Whether all receives are paused."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    def pause_queues(self, queues: Iterable[str]) -> None:
        """Pause the receives of these queues, and of no others."""
        with self._changed:
            self._paused_queues = frozenset(queues)
            self._changed.notify_all()

    def is_paused(self, queue: str) -> bool:
        """Whether the receives of one queue are paused."""
        return queue in self._paused_queues

    @property
    def held(self) -> int:
        """Messages received and not settled yet, without those that wait for one before them in a group."""
        return self._held.total()

    def has_space(self) -> bool:
        return not self._limit or self.held < self._limit

    def reserve(self, queue: str, most: int, timeout: float) -> int:
        """Reserve space for up to `most` messages of `queue`.

        Returns
        -------
        int
            The space reserved, or 0 when there was none within `timeout` seconds.
        """
        deadline = monotonic() + timeout
        with self._changed:
            while queue in self._paused_queues:  # before it counts as waiting, so that none yields to it
                if not self._wait(deadline):
                    return 0
            self._lanes.wait(queue)
            space = 0
            try:
                space = self._wait_for_space(queue, most, deadline)
            finally:
                self._lanes.go(queue, asks=space > 0)
                # Queues that yielded to this one may receive once it is known to be empty or full.
                self._changed.notify_all()
            self._reserved[queue] += space
            return space

    def commit_reservation(self, queue: str, reserved: int, received: int) -> None:
        """Convert a reservation into the number of messages received."""
        with self._changed:
            self._lanes.got(queue, received)
            self._reserved[queue] -= reserved
            self._held[queue] += received
            self._changed.notify_all()

    def free(self, queue: str, count: int = 1) -> None:
        """Free the space of settled messages of `queue`."""
        with self._changed:
            self._held[queue] -= count
            self._changed.notify_all()

    def count(self, queue: str) -> None:
        """Count a message that is held already, and was not counted while it waited for one of its group."""
        with self._changed:
            self._held[queue] += 1

    def wake(self) -> None:
        """Wake every waiting `reserve`."""
        with self._changed:
            self._changed.notify_all()

    def _wait_for_space(self, queue: str, most: int, deadline: float) -> int:
        while (space := self._space(queue, most)) == 0:
            if not self._wait(deadline):
                return 0
        if self._limit:
            enough = min(most, max(1, self._limit // 2))
            deadline = monotonic() + _GATHER_SECONDS
            while space < enough and self._wait(deadline):
                space = self._space(queue, most)
        return self._space(queue, most)

    def _space(self, queue: str, most: int) -> int:
        if self._paused or queue in self._paused_queues:
            return 0
        if not self._limit:
            return most
        free = self._limit - self.held
        space = min(free, self._most(queue) - self._held[queue]) - self._reserved[queue]
        if space <= 0 or self._lanes.yields(queue, space, self._reserved, self._full()):
            return 0
        return min(most, space)

    def _full(self) -> set[str]:
        """Queues that hold, or have asked for, as much as they may."""
        known = self._queues.keys()
        return {name for name in known if self._held[name] + self._reserved[name] >= self._most(name)}

    def _most(self, queue: str) -> int:
        """Messages of a queue that the channel may hold: of a queue that leaves space to others, not all."""
        options = self._queues.get(queue)
        return max(1, self._limit - (options.leaves if options else 0))

    def _wait(self, deadline: float) -> bool:
        """Wait for a change, or until a preferred queue counts as empty."""
        left = deadline - monotonic()
        if left > 0:
            self._changed.wait(min(left, LOOK_SECONDS))
        return left > 0
