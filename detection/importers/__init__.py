"""Drawings of other programs as plans: DXF (and DWG by way of it), SVG, GeoJSON, IFC, vector PDF and of GIS.

>>> from detection.importers import read
>>> data = b'<svg><g id="walls"><path d="M0 0 H4 V3 H0 Z"/></g><g id="desks"><path d="M1 1 h1"/></g></svg>'
>>> imported = read(data, format="svg")
>>> [(layer.name, layer.walls, layer.taken) for layer in imported.layers]
[('walls', 1, True), ('desks', 1, False)]
>>> imported.plan["walls"][0]["points"]
[[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]

What reads drawings is loaded with the first of them, so that a service that only names formats starts sooner;
what reads one format, with the first file of it: ezdxf for DXF, defusedxml for SVG, ifcopenshell for
IFC, pypdfium2 for PDF, pyogrio for GeoPackage and Shapefile. They are not needed for anything else, and come
with the extras ``importers``, ``ifc``, ``pdf`` and ``gis``.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detection.faults import DetectionError, Fault, InvalidPlanError
from detection.importers.bounds import Bounds
from detection.importers.signatures import foreign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from detection.importers.drawing import Drawing, Ignored, Imported, Layer, TooManyEntitiesError
    from detection.importers.scale import Scale
    from detection.importers.storeys import Storeys

__all__ = [
    "FORMATS",
    "NO_DRAWING",
    "Bounds",
    "Ignored",
    "Imported",
    "Layer",
    "MissingLibraryError",
    "Storeys",
    "TooManyEntitiesError",
    "foreign",
    "format_of",
    "library_versions",
    "read",
    "read_storeys",
    "report_of",
]

FORMATS = ("dxf", "svg", "geojson", "ifc", "pdf", "gpkg", "shp")
NO_DRAWING = "is read as a JSON plan: --layer, --units, --scale and --page are only for drawings"

_log = logging.getLogger(__name__)
_LIBRARIES = {
    "dxf": ("ezdxf",),
    "svg": ("defusedxml", "svgelements"),
    "ifc": ("ifcopenshell", "shapely"),
    "pdf": ("pypdfium2", "shapely", "scipy"),
    "gpkg": ("pyogrio", "shapely"),
    "shp": ("pyogrio", "shapely"),
}
_EXTRAS = {"ifc": "ifc", "pdf": "pdf", "gpkg": "gis", "shp": "gis"}  # of others: importers
_READ_AS = {"dwg": "dxf", "zip": "shp"}
_TEXTS = ("dxf", "geojson", "ifc")  # XML names its encoding, and its parser knows all
_DWG = b"AC10"  # its first bytes
_OF_DRAWINGS = ("Ignored", "Imported", "Layer", "TooManyEntitiesError")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type of a lazily imported name is known to checkers above
    if name == "Storeys":
        return import_module("detection.importers.storeys").Storeys
    if name not in _OF_DRAWINGS:
        raise AttributeError(f"module 'detection.importers' has no attribute {name!r}")
    return getattr(import_module("detection.importers.drawing"), name)


class MissingLibraryError(DetectionError):
    """The library that reads a format is not installed; the message says how to get it."""


def format_of(name: str) -> str | None:
    """Tell the format of a file by its name.

    Parameters
    ----------
    name
        A name or a path.

    Returns
    -------
    str or None
        One of `FORMATS` by the suffix; None without an importer for it. DWG is read as DXF, into which it is
        converted first; a ZIP archive is one of a Shapefile.

    Examples
    --------
    >>> format_of("storey 2.DXF"), format_of("flat.dwg"), format_of("notes.txt")
    ('dxf', 'dxf', None)
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    suffix = _READ_AS.get(suffix, suffix)
    return suffix if suffix in FORMATS else None


@cache
def library_versions(format: str) -> dict[str, str | None]:  # noqa: A002 - the word of the field
    """Each library that reads a format, and its version; None where it is not installed.

    >>> sorted(library_versions("svg"))
    ['defusedxml', 'svgelements']
    """
    return {name: _version(name) for name in _LIBRARIES.get(format, ())}


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def read(
    data: bytes,
    *,
    format: str,  # noqa: A002 - the word of the field
    layers: Collection[str] | None = None,
    units: str | None = None,
    scale: str | None = None,
    page: int | None = None,
    bounds: Bounds | None = None,
) -> Imported:
    """Read a drawing and take the walls from some of its layers.

    Parameters
    ----------
    data
        The file.
    format
        One of `FORMATS`.
    layers
        Names of the layers that hold the walls. Without them, those are taken whose names speak of walls, or
        where none does, those that do not speak of something else.
    units
        What one unit of length is; the file does not say it, or says it wrongly. Nothing is converted.
    scale
        ``1:100`` for a drawing on paper, or ``350=4.2m`` where 350 of its units are 4.2 metres.
    page
        Which page of a PDF, from 1; without it, the one with most lines.
    bounds
        What the file may cost.

    Returns
    -------
    Imported
        A plan that `detect_rooms` takes, the layers of the file, and what of it was ignored and why.

    Raises
    ------
    InvalidPlanError
        The file is broken, larger than ``bounds`` allow, or holds no walls; or there is no such layer.
    MissingLibraryError
        The library that reads this format is not installed.
    ValueError
        There is no importer for ``format``.

    Examples
    --------
    >>> line = b'{"type": "LineString", "coordinates": [[0, 0], [4000, 0], [4000, 3000]]}'
    >>> read(line, format="geojson", units="mm").plan["walls"][0]["points"]
    [[0.0, 0.0], [4000.0, 0.0], [4000.0, 3000.0]]
    """
    if format not in FORMATS:
        raise ValueError(f"there is no importer for {format!r}, only for {', '.join(FORMATS)}")
    from detection.importers.scale import Scale  # noqa: PLC0415 - with the first drawing
    from detection.importers.to_plan import to_plan  # noqa: PLC0415 - as above

    try:
        scaled = None if scale is None else Scale.parse(scale)
    except ValueError as error:
        raise InvalidPlanError((Fault("/scale", str(error)),)) from None
    return to_plan(_drawing_of(data, format, units, scaled, page, bounds), layers, units, scaled)


def read_storeys(data: bytes, *, bounds: Bounds | None = None) -> Storeys:
    """Read an IFC file once, and make a plan of each of its storeys.

    Parameters
    ----------
    data
        The file.
    bounds
        What the file may cost, all its storeys together.

    Returns
    -------
    Storeys
        What `read` returns of each storey, from the lowest up, and why other storeys have no plan.

    Raises
    ------
    InvalidPlanError
        The file is broken, larger than ``bounds`` allow, has no storeys, or none of them holds walls.
    MissingLibraryError
        IfcOpenShell is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> storeys = read_storeys(Path("tests/data/one-room.ifc").read_bytes())
    >>> [(name, len(imported.plan["walls"])) for name, imported in storeys.plans.items()]
    [('Ground floor', 1)]
    """
    from detection.importers.storeys import storeys_in  # noqa: PLC0415 - with the first building

    return storeys_in(_drawing_of(data, "ifc", None, None, None, bounds))


def _drawing_of(
    data: bytes,
    format: str,  # noqa: A002 - the word of the field
    units: str | None,
    scaled: Scale | None,
    page: int | None,
    bounds: Bounds | None,
) -> Drawing:
    """What a file holds, before walls are chosen from it."""
    from detection.importers.drawing import Drawing, refusal  # noqa: PLC0415 - with the first drawing

    drawing = Drawing(bounds or Bounds())
    if len(data) > drawing.bounds.data:
        raise refusal(f"has {len(data)} bytes, more than the {drawing.bounds.data} allowed")
    data = _readable(data, format, drawing)
    if (what := foreign(data, format)) is not None:
        raise refusal(what)
    drawing.page, drawing.is_scaled = _checked_page(page, format), scaled is not None
    try:
        reader = import_module(f"detection.importers.{format}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _LIBRARIES.get(format, ()):
            raise
        missing, needed = error.name.partition(".")[0], " ".join(_LIBRARIES[format])
        extra = _EXTRAS.get(format, "importers")
        raise MissingLibraryError(
            f"Reading {format.upper()} needs {missing}, which the extra {extra} of room-jobs brings: "
            f".venv/bin/pip install {needed}"
        ) from error
    if not data or data.isspace():
        raise refusal("is empty; export the drawing again")
    try:
        reader.draw(data, drawing, units)
    except (InvalidPlanError, MemoryError):
        raise
    except Exception as error:
        _log.info("a file could not be read as %s: %r", format, error)
        raise refusal(f"cannot be read as {format.upper()}: {type(error).__name__}: {error}"[:300]) from error
    return drawing


def _readable(data: bytes, format: str, drawing: Drawing) -> bytes:  # noqa: A002 - the word of the field
    """The file, its text in UTF-8; a DXF in place of a DWG."""
    if format in _TEXTS and not data.startswith(_DWG):
        from detection.importers.encodings import plain  # noqa: PLC0415 - with the first drawing

        data = plain(data)
    if format != "dxf" or not data.startswith(_DWG):
        return data
    from detection.importers.dwg import as_dxf  # noqa: PLC0415 - for who has one

    return as_dxf(data, drawing)


def _checked_page(page: int | None, format: str) -> int | None:  # noqa: A002 - the word of the field
    if page is not None and format != "pdf":
        raise InvalidPlanError((Fault("/page", f"goes with PDF only, not with {format.upper()}"),))
    if page is not None and page < 1:
        raise InvalidPlanError((Fault("/page", f"must be 1 or more, is {page}"),))
    return page


def report_of(imported: Imported) -> Iterator[str]:
    """Write down what of a drawing was taken, for the output of a command.

    Parameters
    ----------
    imported
        What `read` returned.

    Yields
    ------
    str
        One line for each layer, each kind of evidence, each kind of ignored entity and each finding.

    Examples
    --------
    >>> svg = b'<svg><g id="walls"><path d="M0 0 H4"/></g><image/></svg>'
    >>> list(report_of(read(svg, format="svg")))
    ['layer walls: 1 segment, taken as walls', 'ignored: 1 × image, is no line']
    """
    for layer in imported.layers:
        taken = "taken as walls" if layer.taken else "left out; --layer takes it"
        yield f"layer {layer.name}: {layer.walls} segment{'s' * (layer.walls != 1)}, {taken}"
    for member, what in (("labels", "text"), ("spaces", "space")):
        if count := len(imported.plan.get(member, ())):
            yield f"{count} {what}{'s' * (count != 1)} that may name rooms"
    for ignored in imported.ignored:
        yield f"ignored: {ignored.count} × {ignored.what}, {ignored.why}"
    for finding in imported.findings:
        yield f"note: {finding}"
