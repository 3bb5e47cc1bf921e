"""Drawings of other programs as plans: DXF, SVG, GeoJSON and IFC.

>>> from detection.importers import read
>>> data = b'<svg><g id="walls"><path d="M0 0 H4 V3 H0 Z"/></g><g id="desks"><path d="M1 1 h1"/></g></svg>'
>>> imported = read(data, format="svg")
>>> [(layer.name, layer.walls, layer.taken) for layer in imported.layers]
[('walls', 1, True), ('desks', 1, False)]
>>> imported.plan["walls"][0]["points"]
[[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]

What reads a format is loaded with the first file of it: ezdxf for DXF, defusedxml for SVG, ifcopenshell for
IFC. They are not needed for anything else, and come with the extras ``importers`` and ``ifc``.
"""

import logging
from collections.abc import Collection
from importlib import import_module
from pathlib import Path

from detection.faults import DetectionError, InvalidPlanError
from detection.importers.drawing import Bounds, Drawing, Ignored, Imported, Layer, refusal

__all__ = [
    "FORMATS",
    "SAFE_FORMATS",
    "Bounds",
    "Ignored",
    "Imported",
    "Layer",
    "MissingLibraryError",
    "format_of",
    "read",
]

FORMATS = ("dxf", "svg", "geojson", "ifc")
SAFE_FORMATS = ("dxf", "svg", "geojson")  # whose readers no file can crash: for services

_log = logging.getLogger(__name__)
_LIBRARIES = {"dxf": "ezdxf", "svg": "defusedxml", "ifc": "ifcopenshell"}


class MissingLibraryError(DetectionError):
    """The library that reads a format is not installed; the message says how to get it."""


def format_of(name: str) -> str | None:
    """The format that a file's name stands for, or None where there is no importer for it."""
    suffix = Path(name).suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else None


def read(
    data: bytes,
    *,
    format: str,  # noqa: A002 - the word of the field
    layers: Collection[str] | None = None,
    units: str | None = None,
    bounds: Bounds | None = None,
) -> Imported:
    """Read a drawing and take the walls from some of its layers.

    Without ``layers``, those are taken whose names speak of walls, or all where none does. ``units`` says
    what the file does not say, or says wrongly; nothing is converted.

    Raises
    ------
    InvalidPlanError
        The file is broken, larger than ``bounds`` allow, or holds no walls; or there is no such layer.
    MissingLibraryError
        The library that reads this format is not installed.
    ValueError
        There is no importer for ``format``.
    """
    if format not in FORMATS:
        raise ValueError(f"there is no importer for {format!r}, only for {', '.join(FORMATS)}")
    drawing = Drawing(bounds or Bounds())
    if len(data) > drawing.bounds.data:
        raise refusal(f"has {len(data)} bytes, more than the {drawing.bounds.data} allowed")
    try:
        reader = import_module(f"detection.importers.{format}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != _LIBRARIES.get(format):
            raise
        extra = "ifc" if format == "ifc" else "importers"
        raise MissingLibraryError(
            f"Reading {format.upper()} needs {error.name}: pip install 'room-jobs[{extra}]'"
        ) from error
    try:
        reader.draw(data, drawing, units)
    except (InvalidPlanError, MemoryError):
        raise
    except Exception as error:
        _log.info("a file could not be read as %s: %r", format, error)
        raise refusal(f"cannot be read as {format.upper()}: {type(error).__name__}: {error}"[:300]) from error
    return drawing.imported(layers, units)
