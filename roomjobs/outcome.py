"""What is to become of a message after its delivery was worked on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roomjobs.jobs import Job


@dataclass(frozen=True, slots=True)
class Delete:
    """The message has done its duty."""

    why: str
    job: Job | None = field(default=None, compare=False, repr=False)  # as it stands, where it is known


@dataclass(frozen=True, slots=True)
class PutBack:
    """The message must be delivered again."""

    why: str
    after: float  # seconds


Outcome = Delete | PutBack
