"""The two outcomes of a delivery: delete the message, or return it to the queue."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job


@dataclass(frozen=True, slots=True)
class Delete:
    """The message is no longer needed and is deleted."""

    why: str
    job: Job | None = field(default=None, compare=False, repr=False)  # its current state, if known
    is_end: bool = field(default=True, compare=False, repr=False)  # false: the job had ended before


@dataclass(frozen=True, slots=True)
class ReturnToQueue:
    """The message is returned to the queue and delivered again."""

    why: str
    after: float  # seconds


Outcome = Delete | ReturnToQueue


def backoff(attempt: int, *, base: float = 2.0, cap: float = 300.0) -> float:
    """
    Seconds until the next attempt: exponential, half of it jitter.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    longest = min(cap, base * 2.0**attempt)
    return longest / 2 + random.uniform(0, longest / 2)
