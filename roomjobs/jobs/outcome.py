"""What is to become of a message after its delivery was worked on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job


@dataclass(frozen=True, slots=True)
class Delete:
    """The message has done its duty."""

    why: str
    job: Job | None = field(default=None, compare=False, repr=False)  # as it stands, where it is known


@dataclass(frozen=True, slots=True)
class ReturnToQueue:
    """The message must be delivered again."""

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
