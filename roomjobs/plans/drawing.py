"""The import options of a submitted drawing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to import a plan from a file of another program."""

    format: str  # one of detection.importers.FORMATS
    layers: tuple[str, ...] | None = None  # None: the layers that probably contain the walls
    units: str | None = None  # overrides the units of the file
    scale: str | None = None  # in the syntax of detection.importers.scale
    page: int | None = None  # of a PDF, from 1; None: the one with most lines
