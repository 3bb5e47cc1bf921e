"""What a plan is to be made of, where a drawing was submitted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a plan is to be made of: a file of another program, and what to take from it."""

    format: str  # one of detection.importers.FORMATS
    layers: tuple[str, ...] | None = None  # None: those that seem to hold the walls
    units: str | None = None  # what the file does not say, or says wrongly
    scale: str | None = None  # as detection.importers.scale reads it
