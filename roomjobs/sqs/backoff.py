"""How long to wait after a failure."""

from __future__ import annotations

import random


class Backoff:
    """Exponential backoff with full jitter, as AWS recommends for its clients.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    def __init__(self, first: float = 0.2, most: float = 10.0) -> None:
        self._first = first
        self._most = most
        self.failures = 0

    def next(self) -> float:
        """Count a failure and say how many seconds to wait before the next try."""
        ceiling = min(self._most, self._first * 2 ** min(self.failures, 30))
        self.failures += 1
        # Never near zero: a hot loop on a server that fails at once helps nobody.
        return random.uniform(ceiling / 2, ceiling)

    def reset(self) -> None:
        self.failures = 0
