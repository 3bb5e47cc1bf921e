"""How many workers what waits is worth: its work in seconds, divided by the delay that is acceptable."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TEXT = re.compile(r"delay:(\d{1,5}) max:(\d{1,9})")
#: Seconds of a job on the 0.25 vCPU of a worker: so much for any, and so much for each wall. Measured on the
#: samples and on grids of 1,000 to 51,000 walls.
_SECONDS_OF_A_JOB = 0.1
_SECONDS_OF_A_WALL = 0.0002
#: What is expected of a job whose plan nobody has read yet: drawings and uploads.
_UNREAD_SECONDS = 5.0


def expected_seconds(wall_count: int | None) -> float:
    """
    How long a worker will take for a plan, about.

    Parameters
    ----------
    wall_count
        Walls of the plan, None if nobody has read it yet.

    Examples
    --------
    >>> expected_seconds(200), expected_seconds(100_000), expected_seconds(None)
    (0.14, 20.1, 5.0)
    """
    if wall_count is None:
        return _UNREAD_SECONDS
    return round(_SECONDS_OF_A_JOB + _SECONDS_OF_A_WALL * wall_count, 3)


@dataclass(frozen=True, slots=True)
class Capacity:
    """As text `delay:30 max:16`: what waits is to have begun after 30 s, by sixteen workers at most."""

    delay: float = 30.0  # seconds
    most: int = 1  # workers

    @classmethod
    def parse(cls, text: str) -> Capacity:
        """
        Read the text.

        Raises
        ------
        ValueError
            It is no such text.
        """
        found = _TEXT.fullmatch(text)
        if found is None or not int(found[1]) or not int(found[2]):
            raise ValueError(f"must be a delay and a limit like 'delay:30 max:16', not {text!r}")
        return cls(float(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"delay:{self.delay:g} max:{self.most}"

    def workers(self, waiting: int, running: int, seconds: float, longest: float = math.inf) -> int:
        """
        How many workers are worth their while.

        One for each job that runs, unless all are known to be short, and as many as what waits needs to have
        begun in time; more workers than jobs would help nobody. So sixteen small jobs get one worker, and
        sixteen of a minute get sixteen.

        Parameters
        ----------
        waiting, running
            Jobs, about.
        seconds
            Mean work of one that waits.
        longest
            The most work that one of those may have that run.

        Examples
        --------
        >>> capacity = Capacity(delay=30, most=16)
        >>> capacity.workers(16, 0, 0.2), capacity.workers(9, 1, 60), capacity.workers(10_000, 0, 0.2)
        (1, 10, 16)
        """
        busy = running * min(1.0, longest / self.delay)
        needed = math.ceil(busy + waiting * min(1.0, seconds / self.delay))
        return min(self.most, needed)
