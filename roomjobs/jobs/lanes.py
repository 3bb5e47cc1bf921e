"""
The lanes of jobs: each has a queue of its own, so that short work does not wait behind long work.

A noisy plan of 25,000 walls, 3 MB of JSON, takes 5 s of one core; a smaller plan takes less. Somebody waits
for a single plan, so it shares no queue with the plans of a batch or with plans that take longer.
"""

from __future__ import annotations

from enum import StrEnum

LARGE_WALLS = 25_000
LARGE_BYTES = 3_000_000  # of an uploaded file, whose walls nobody has counted yet


class Lane(StrEnum):
    """The name of a lane; the settings name the queue of each."""

    INTERACTIVE = "interactive"
    BATCH = "batch"
    LARGE = "large"


def lane_of(*, walls: int | None, size: int = 0, is_of_batch: bool = False) -> Lane:
    """
    Choose the lane of a job.

    Parameters
    ----------
    walls
        Number of walls, None if nobody has counted them yet.
    size
        Bytes of the file in which the walls are not counted.
    is_of_batch
        Whether the job belongs to a batch.

    Examples
    --------
    >>> lane_of(walls=200), lane_of(walls=300_000), lane_of(walls=None, size=40_000_000)
    (<Lane.INTERACTIVE: 'interactive'>, <Lane.LARGE: 'large'>, <Lane.LARGE: 'large'>)
    >>> lane_of(walls=200, is_of_batch=True)
    <Lane.BATCH: 'batch'>
    """
    if (size >= LARGE_BYTES) if walls is None else (walls >= LARGE_WALLS):
        return Lane.LARGE
    return Lane.BATCH if is_of_batch else Lane.INTERACTIVE
