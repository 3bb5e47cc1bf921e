"""What is to become of a message after its delivery was worked on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delete:
    """The message has done its duty."""

    why: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """The message must be delivered again."""

    why: str
    after: float  # seconds


Outcome = Delete | PutBack
