"""GeoJSON (RFC 7946, and the older drafts with a coordinate system): lines and polygons as walls."""

import re
from collections.abc import Iterator
from typing import Any

from detection.importers.drawing import Drawing, refusal
from detection.plan.decode import decode_plan

_LAYER_PROPERTIES = ("layer", "Layer", "LAYER", "class", "category", "type", "kind")
_DEGREES = re.compile(r"CRS84|EPSG:+(?:[\d.]*:)?(?:4326|4258|4269|4979)$", re.IGNORECASE)


def draw(data: bytes, drawing: Drawing, units: str | None) -> None:
    """Collect the lines of all features; their layer is what a property of that name says."""
    document = decode_plan(data)
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise refusal('is JSON, but not GeoJSON: it must be an object with a member "type"')
    said = document.get("units")
    drawing.units = said if isinstance(said, str) and said else None
    lines = list(_lines(document, drawing))
    if units is None and "units" not in document and _is_in_degrees(document, lines):
        raise refusal(
            "has coordinates that are degrees of longitude and latitude, in which walls have no length; "
            "project them to metres first, or name the units if they are not degrees"
        )
    for layer, points, closed in lines:
        drawing.add(layer, [(x, y, 0.0) for x, y in points], closed=closed)


_Line = tuple[str, list[tuple[float, float]], bool]


def _is_in_degrees(document: dict[str, Any], lines: list[_Line]) -> bool:
    """As the standard wants it: unless a coordinate system says otherwise, or a number that is no degree."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str):
        return bool(_DEGREES.search(name))
    return bool(lines) and all(abs(x) <= 180 and abs(y) <= 90 for _, points, _ in lines for x, y in points)


def _lines(document: dict[str, Any], drawing: Drawing) -> Iterator[_Line]:
    pending: list[tuple[str, object, str | None]] = [("", document, None)]
    while pending:
        at, node, layer = pending.pop()
        drawing.visit()
        if not isinstance(node, dict):
            if node is not None:  # a feature without a place
                raise refusal(f"is broken GeoJSON: {at or 'the document'} must be an object")
            drawing.ignore("Feature", "has no geometry")
            continue
        kind = node.get("type")
        if kind in ("FeatureCollection", "GeometryCollection"):
            name = "features" if kind == "FeatureCollection" else "geometries"
            children = _list(node.get(name), f"{at}/{name}")
            pending += reversed([(f"{at}/{name}/{k}", child, layer) for k, child in enumerate(children)])
        elif kind == "Feature":
            pending.append((f"{at}/geometry", node.get("geometry"), _layer(node.get("properties"))))
        else:
            yield from _geometry(at, node, layer, drawing)


def _geometry(at: str, node: dict[str, Any], layer: str | None, drawing: Drawing) -> Iterator[_Line]:
    kind = node.get("type")
    coordinates, where = node.get("coordinates"), f"{at}/coordinates"
    if kind == "LineString":
        yield layer or "lines", _points(coordinates, where, drawing), False
    elif kind in ("MultiLineString", "Polygon"):
        name = layer or ("polygons" if kind == "Polygon" else "lines")
        for k, line in enumerate(_list(coordinates, where)):
            yield name, _points(line, f"{where}/{k}", drawing), kind == "Polygon"
    elif kind == "MultiPolygon":
        for k, polygon in enumerate(_list(coordinates, where)):
            for n, ring in enumerate(_list(polygon, f"{where}/{k}")):
                yield layer or "polygons", _points(ring, f"{where}/{k}/{n}", drawing), True
    elif isinstance(kind, str):
        drawing.ignore(kind, "is no line")
    else:
        raise refusal(f'is broken GeoJSON: {at or "the document"} has no member "type"')


def _layer(properties: object) -> str | None:
    if isinstance(properties, dict):
        for name in _LAYER_PROPERTIES:
            if isinstance(properties.get(name), str) and properties[name]:
                return str(properties[name])[:200]
    return None


def _points(value: object, at: str, drawing: Drawing) -> list[tuple[float, float]]:
    points = _list(value, at)
    drawing.visit(len(points))
    for k, point in enumerate(points):
        if not (isinstance(point, list) and len(point) >= 2 and all(map(_is_number, point[:2]))):
            raise refusal(f"is broken GeoJSON: {at}/{k} must be a position [x, y]")
    return [(float(x), float(y)) for x, y, *_ in points]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _list(value: object, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise refusal(f"is broken GeoJSON: {at} must be a list")
    return value
