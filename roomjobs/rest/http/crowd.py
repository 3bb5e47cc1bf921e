"""How many clients poll this process, and how long each is to pause so that all are answered in time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WINDOW_SECONDS = 10.0
_POLLS_PER_SECOND = 400  # that leave half of one core to other requests
_MOST = 100_000  # things remembered in a window


@dataclass(slots=True)
class Crowd:
    """
    Counts the jobs that are asked for, each of which stands for a client.

    Not the requests: how many come depends on the pauses that were told, so that they would swing.
    """

    clock: Callable[[], float] = time.monotonic
    _began: float = field(default=float("-inf"), init=False)
    _now: set[str] = field(default_factory=set, init=False)
    _before: int = field(default=0, init=False)  # how many there were in the window before

    def pause_ms(self, subject: str) -> int:
        """
        Note that a thing was asked for, and tell after how many milliseconds to ask again at the earliest.

        Examples
        --------
        >>> crowd = Crowd()
        >>> [crowd.pause_ms(str(number)) for number in range(1000)][-1]
        2500
        """
        now = self.clock()
        if now - self._began >= _WINDOW_SECONDS:
            is_next = now - self._began < 2 * _WINDOW_SECONDS
            self._before = len(self._now) if is_next else 0
            self._now, self._began = set(), now
        if len(self._now) < _MOST:
            self._now.add(subject)
        asked_for = max(self._before, len(self._now))
        return int(min(asked_for / _POLLS_PER_SECOND, _WINDOW_SECONDS) * 1000)
