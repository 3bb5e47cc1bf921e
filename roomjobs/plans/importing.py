"""Imports plans from drawings of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detection import Fault, InvalidPlanError, importers
from roomjobs.plans.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.plans.uploads import Upload

FORMAT_OF = {
    "image/vnd.dxf": "dxf",
    "application/dxf": "dxf",
    "application/x-dxf": "dxf",
    "image/vnd.dwg": "dxf",
    "image/svg+xml": "svg",
    "application/geo+json": "geojson",
    "application/x-step": "ifc",
    "application/pdf": "pdf",
    "application/geopackage+sqlite3": "gpkg",
    "application/zip": "shp",
}
MOST_LAYERS = 100
MOST_PAGES = 10_000  # of a PDF
LONGEST_NAME = 200  # of a layer, of units, of the plan

BOUNDS = importers.Bounds()
_MEMBERS = ("format", "layers", "units", "scale", "page", "name")


def chosen(document: dict[str, Any], upload: Upload) -> Drawing | None:
    """
    The import options of a request for an uploaded drawing; None if the upload is a plan.

    Raises
    ------
    InvalidPlanError
        With every fault of the request.
    """
    wanted = document.get("drawing")
    if wanted is None and upload.content_type not in FORMAT_OF:
        return None
    if not isinstance(wanted, dict | None):
        raise InvalidPlanError((Fault("/drawing", f"must be an object with {_listed(_MEMBERS)}"),))
    wanted = wanted or {}
    format_ = wanted.get("format") or FORMAT_OF.get(upload.content_type)
    faults = [*_faults(wanted, format_, upload)]
    if faults:
        raise InvalidPlanError(tuple(faults))
    layers = wanted.get("layers")
    return Drawing(
        format=str(format_),
        layers=None if layers is None else tuple(layers),
        units=wanted.get("units"),
        scale=wanted.get("scale"),
        page=wanted.get("page"),
    )


def plan_of(data: bytes, drawing: Drawing) -> dict[str, Any]:
    """
    Import a plan from a drawing; it records the layers used and the entities ignored.

    Raises
    ------
    InvalidPlanError
        The drawing cannot be read or has no matching walls.
    detection.importers.MissingLibraryError
        The library for this format is not installed.
    """
    imported = importers.read(
        data,
        format=drawing.format,
        layers=drawing.layers,
        units=drawing.units,
        scale=drawing.scale,
        page=drawing.page,
        bounds=BOUNDS,
    )
    return document_of(imported, drawing.format)


def document_of(imported: importers.Imported, format_: str) -> dict[str, Any]:
    """An imported plan with the layers used and the entities ignored."""
    source = {"format": format_, "layers": imported.layers, "ignored": imported.ignored}
    return {**imported.plan, "drawing": source}


def _faults(wanted: dict[str, Any], format_: object, upload: Upload) -> Iterator[Fault]:
    for name in wanted:
        if name not in _MEMBERS:
            yield Fault(f"/drawing/{name[:100]}", f"is unknown; there are {_listed(_MEMBERS)}")
    if format_ not in importers.FORMATS:
        announced = f", as the upload was announced as {upload.content_type}" if format_ is None else ""
        yield Fault("/drawing/format", f"must be one of {', '.join(importers.FORMATS)}{announced}")
    layers = wanted.get("layers")
    if layers is not None and not (isinstance(layers, list) and 1 <= len(layers) <= MOST_LAYERS):
        yield Fault("/drawing/layers", f"must be a list of 1 to {MOST_LAYERS} names of layers")
        layers = None
    texts = [(f"layers/{index}", name) for index, name in enumerate(layers or ())]
    texts += [(name, wanted[name]) for name in ("units", "scale", "name") if wanted.get(name) is not None]
    for place, text in texts:
        if not (isinstance(text, str) and 1 <= len(text) <= LONGEST_NAME):
            yield Fault(f"/drawing/{place}", f"must be text of 1 to {LONGEST_NAME} characters")
    if isinstance(scale := wanted.get("scale"), str):
        from detection.importers.scale import Scale  # noqa: PLC0415 - most requests have none

        try:
            Scale.parse(scale)
        except ValueError as error:
            yield Fault("/drawing/scale", str(error))
    yield from _page_faults(wanted.get("page"), format_)
    if upload.size > BOUNDS.data:
        yield Fault("/upload_id", f"has {upload.size} bytes; a drawing may have {BOUNDS.data}")


def _page_faults(page: object, format_: object) -> Iterator[Fault]:
    if page is None:
        return
    if type(page) is not int or not 1 <= page <= MOST_PAGES:
        yield Fault("/drawing/page", f"must be a whole number from 1 to {MOST_PAGES}")
    elif format_ != "pdf":
        yield Fault("/drawing/page", "goes with PDF only")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
