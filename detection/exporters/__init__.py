"""A result document in formats that other programs read. Standard library only, like a service needs it.

>>> from detection.exporters import render
>>> room = {"id": "room-1", "polygon": [[0, 0], [4, 0], [4, 3]], "holes": [], "area": 6, "perimeter": 12}
>>> result = {"units": "m", "rooms": [{**room, "label_point": [3, 1]}]}
>>> walls = [{"type": "polyline", "points": [[0, 0], [4, 0], [4, 3]], "closed": True}]
>>> print(render("csv", result, {"walls": walls}).splitlines()[1])
room-1,6,12,m,3,1,,,,,,
"""

import json
from typing import Any

from detection.exporters import csv, dxf, geojson, svg
from detection.plan.parse import parse_plan

FORMATS = ("json", "geojson", "svg", "dxf", "csv")


def render(format: str, result: dict[str, Any], plan: object) -> str:  # noqa: A002 - the word of the field
    """Write the rooms of ``result``; pictures and drawings show the walls of its ``plan``, too.

    Raises
    ------
    InvalidPlanError
        The plan is none, which cannot be where the result came from it.
    ValueError
        There is no such format.
    """
    match format:
        case "json":
            return json.dumps(result, separators=(",", ":"), allow_nan=False) + "\n"
        case "geojson":
            return json.dumps(geojson.document(result), separators=(",", ":"), allow_nan=False) + "\n"
        case "csv":
            return csv.table(result)
        case "svg":
            return svg.picture(result, parse_plan(plan))
        case "dxf":
            return dxf.drawing(result, parse_plan(plan))
        case _:
            raise ValueError(f"there is no format {format!r}, only {', '.join(FORMATS)}")
