"""
Presigned addresses, each kept for some minutes: to sign one takes a third of the time of a poll.

The addresses stay the same for as long, so a state that has not changed is the same document. They are kept
for much less than credentials of a role last, whose end is the end of an address, too.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 10_000  # addresses


@dataclass(slots=True)
class Presigned:
    """
    Gives addresses of `sign`, and each of them again for `seconds`.

    Parameters
    ----------
    sign
        Gives the presigned address of a key.
    seconds
        How long an address is given again; it should be good for much longer.
    clock
        Seconds, ever rising.
    """

    sign: Callable[[str], str]
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, str]] = field(default_factory=dict, init=False)

    def __call__(self, key: str) -> str:
        """
        The address of a key.

        Examples
        --------
        >>> address = Presigned(lambda key: f"https://results.example/{key}?signature", seconds=60)
        >>> address("job_1.json")
        'https://results.example/job_1.json?signature'
        """
        now = self.clock()
        known = self._known.get(key)
        if known is not None and now - known[0] < self.seconds:
            return known[1]
        if len(self._known) >= _MOST:
            self._known.clear()
        address = self.sign(key)
        self._known[key] = now, address
        return address
