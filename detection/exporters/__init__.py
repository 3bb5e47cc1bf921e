"""A result document in formats that other programs read.

Those of `FORMATS` need the standard library and XlsxWriter alone, so that a service renders them without the
libraries of the detector; `GRAPHS` need networkx. What writes a format is loaded with the first file of it.

>>> from detection.exporters import render
>>> room = {"id": "room-1", "polygon": [[0, 0], [4, 0], [4, 3]], "holes": [], "area": 6, "perimeter": 12}
>>> result = {"units": "m", "rooms": [{**room, "label_point": [3, 1]}]}
>>> walls = [{"type": "polyline", "points": [[0, 0], [4, 0], [4, 3]], "closed": True}]
>>> print(render("csv", result, {"walls": walls}).decode().splitlines()[1])
room-1,6,12,m,3,1,,,,,,,,,,,6.0,,64.5835,,,
"""

import json
from typing import Any

from detection.plan.parse import parse_plan

FORMATS = ("json", "geojson", "svg", "dxf", "pdf", "csv", "xlsx", "gbxml")
GRAPHS = ("graphml", "graph")

__all__ = ["FORMATS", "GRAPHS", "render"]


def render(format: str, result: dict[str, Any], plan: object) -> bytes:  # noqa: A002 - the word of the field
    """Write the rooms of a result in another format.

    Parameters
    ----------
    format
        One of `FORMATS` or `GRAPHS`.
    result
        A result document, as :meth:`detection.DetectionResult.to_document` makes it.
    plan
        The decoded plan that it came from: pictures and drawings show its walls, too.

    Returns
    -------
    bytes
        The file; UTF-8 where it is text.

    Raises
    ------
    InvalidPlanError
        The plan is none, which cannot be where the result came from it.
    detection.faults.NoLengthError
        The format is in metres, and the result in no unit of length.
    ValueError
        There is no such format.

    Examples
    --------
    >>> render("json", {"units": "m", "rooms": []}, {"walls": []}).strip()
    b'{"units":"m","rooms":[]}'
    """
    if format == "xlsx":
        from detection.exporters import xlsx  # noqa: PLC0415 - with XlsxWriter, for who asks

        return xlsx.workbook(result)
    if format == "pdf":
        from detection.exporters import pdf  # noqa: PLC0415 - for who asks

        return pdf.sheet(result, parse_plan(plan))
    return _text(format, result, plan).encode()


def _text(format: str, result: dict[str, Any], plan: object) -> str:  # noqa: A002, PLR0911 - one a format
    match format:
        case "json":
            return json.dumps(result, separators=(",", ":"), allow_nan=False) + "\n"
        case "geojson":
            from detection.exporters import geojson  # noqa: PLC0415 - for who asks, as all below

            return json.dumps(geojson.document(result, plan), separators=(",", ":"), allow_nan=False) + "\n"
        case "csv":
            from detection.exporters import schedule  # noqa: PLC0415

            return schedule.table(result)
        case "svg":
            from detection.exporters import svg  # noqa: PLC0415

            return svg.picture(result, parse_plan(plan))
        case "dxf":
            from detection.exporters import dxf  # noqa: PLC0415

            return dxf.drawing(result, parse_plan(plan))
        case "gbxml":
            from detection.exporters import gbxml  # noqa: PLC0415

            return gbxml.document(result)
        case "graphml" | "graph":
            from detection.exporters import graph  # noqa: PLC0415 - with networkx, for who asks

            return graph.graphml(result) if format == "graphml" else graph.node_link(result)
        case _:
            raise ValueError(f"there is no format {format!r}, only {', '.join((*FORMATS, *GRAPHS))}")
