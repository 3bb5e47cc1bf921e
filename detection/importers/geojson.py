"""GeoJSON (RFC 7946, and the older drafts with a coordinate system): lines and polygons as walls.

Degrees become metres around the middle of the drawing. What a feature is called becomes a label.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from detection.importers.drawing import Drawing, refusal
from detection.importers.texts import labels_of
from detection.plan.decode import decode_plan
from detection.plan.projection import FARTHEST, LocalProjection, Point, from_mercator

_LAYER_PROPERTIES = (
    *("layer", "Layer", "LAYER", "class", "category", "type", "kind", "feature_type", "indoor"),
)
_NAMES = ("name", "Name", "NAME", "label", "Label", "Text", "text", "room_name", "Raumname", "alt_name")
_NUMBERS = ("number", "Number", "ref", "room_number", "Raumnummer", "short_name")
# Rooms of OpenStreetMap (Simple Indoor Tagging) are bounded by walls, which are not drawn themselves.
_WALLS_OF = {"room": "walls of rooms", "corridor": "walls of corridors", "wall": "walls"}
_GEOGRAPHIC = re.compile(r"CRS84|EPSG:+(?:[\d.]*:)?4\d{3}$|WGS\s*84$", re.IGNORECASE)
_MERCATOR = re.compile(r"EPSG:+(?:[\d.]*:)?(?:3857|900913|3785)$", re.IGNORECASE)
_METRIC = re.compile(
    r"EPSG:+(?:[\d.]*:)?(?:32[67]\d\d|258[23]\d|3146[6-9]|28992|27700|21781|2056|31370|3035|2154|2180|5514"
    r"|2100|3006|3067|2193|283\d\d|78\d\d|3395|319\d\d|2936[789])$",
    re.IGNORECASE,
)

_Line = tuple[str, list[Point], bool]
_Label = tuple[str, str, str | None, Point]  # layer, text, kind, place


def draw(data: bytes, drawing: Drawing, units: str | None) -> None:
    """Collect the lines of all features; their layer is what a property of that name says."""
    document = decode_plan(data)
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise refusal('is JSON, but not GeoJSON: it must be an object with a member "type"')
    if document["type"] == "Topology":
        raise refusal("is TopoJSON; save it as GeoJSON (mapshaper: -o format=geojson)")
    said = document.get("units")
    drawing.units = said if isinstance(said, str) and said else None
    reader = _Reader(drawing)
    lines = list(reader.lines(document))
    to_metres: Callable[[float, float], Point] | None = None
    if units is None and "units" not in document:
        to_metres = _projection(_system(document), [point for _, line, _ in lines for point in line], drawing)
    for layer, points, closed in lines:
        placed = points if to_metres is None else [to_metres(x, y) for x, y in points]
        drawing.add(layer, [(x, y, 0.0) for x, y in placed], closed=closed)
    drawing.hidden.update(reader.other_levels())
    for layer, text, kind, (x, y) in reader.labels:
        drawing.add_label(layer, text, (x, y) if to_metres is None else to_metres(x, y), kind)


def _system(document: dict[str, Any]) -> str | None:
    """The name of the coordinate system, if there is one."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _projection(
    system: str | None, points: list[Point], drawing: Drawing
) -> Callable[[float, float], Point] | None:
    """The way from the file's coordinates to metres; None where they are lengths already.

    They are degrees, as the standard wants it, unless a system says otherwise or a number is no degree.
    """
    if not points:
        return None
    if system is not None and _MERCATOR.search(system):
        local = _local([from_mercator(x, y) for x, y in points], drawing)
        return lambda x, y: local.metres(*from_mercator(x, y))
    if system is not None and not _GEOGRAPHIC.search(system):
        if _METRIC.search(system):
            drawing.units = "m"
        else:
            drawing.findings.append(
                f"the unit of the coordinate system {system[:100]!r} is not known here; name the units"
            )
        return None
    if system is None and not _may_be_degrees(points):
        return None
    return _local(points, drawing).metres


def _may_be_degrees(points: list[Point]) -> bool:
    if not all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
        return False
    return _reach(LocalProjection.around(points), points) <= FARTHEST


def _reach(local: LocalProjection, points: list[Point]) -> float:
    """Metres from the middle to the farthest of the points."""
    return max(max(map(abs, local.metres(*point))) for point in points)


def _local(points: list[Point], drawing: Drawing) -> LocalProjection:
    if not all(abs(x) <= 540 and abs(y) <= 90 for x, y in points):
        raise refusal("has coordinates that are no degrees of longitude and latitude, as its system says")
    local = LocalProjection.around(points)
    if _reach(local, points) > FARTHEST:
        raise refusal(
            f"has coordinates that lie, as degrees, more than {2 * FARTHEST / 1000:.0f} km apart, "
            "which is no building; name the units (for example m) if they are lengths"
        )
    drawing.units, drawing.projection = "m", local
    return local


class _Reader:
    """Collects lines and labels of a document."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.labels: list[_Label] = []
        self.levels: dict[float, set[str]] = {}  # the layers of each storey

    def lines(self, document: dict[str, Any]) -> Iterator[_Line]:
        """The lines of all geometries, in the order of the file."""
        pending: list[tuple[str, object, dict[str, Any]]] = [("", document, {})]
        while pending:
            at, node, properties = pending.pop()
            self.drawing.visit()
            if not isinstance(node, dict):
                if node is not None:  # a feature without a place
                    raise refusal(f"is broken GeoJSON: {at or 'the document'} must be an object")
                self.drawing.ignore("Feature", "has no geometry")
                continue
            kind = node.get("type")
            if kind in ("FeatureCollection", "GeometryCollection"):
                name = "features" if kind == "FeatureCollection" else "geometries"
                children = _list(node.get(name), f"{at}/{name}")
                pending += reversed(
                    [(f"{at}/{name}/{k}", child, properties) for k, child in enumerate(children)]
                )
            elif kind == "Feature":
                own = node.get("properties")
                pending.append((f"{at}/geometry", node.get("geometry"), own if isinstance(own, dict) else {}))
            else:
                yield from self.geometry(at, node, properties)

    def geometry(self, at: str, node: dict[str, Any], properties: dict[str, Any]) -> Iterator[_Line]:
        """The lines of one geometry; what it is called is kept as a label."""
        kind, layer = node.get("type"), self.layer_of(properties)
        coordinates, where = node.get("coordinates"), f"{at}/coordinates"
        if kind == "Point":
            self.name(layer or "points", properties, _points([coordinates], where, self.drawing)[0])
        elif kind == "LineString":
            yield layer or "lines", _points(coordinates, where, self.drawing), False
        elif kind == "MultiLineString":
            for k, line in enumerate(_list(coordinates, where)):
                yield layer or "lines", _points(line, f"{where}/{k}", self.drawing), False
        elif kind in ("Polygon", "MultiPolygon"):
            polygons = [coordinates] if kind == "Polygon" else _list(coordinates, where)
            for k, polygon in enumerate(polygons):
                at_polygon = where if kind == "Polygon" else f"{where}/{k}"
                rings = self.rings(polygon, at_polygon)
                if rings and rings[0]:
                    self.name(layer or "polygons", properties, _inside(rings[0]))
                yield from ((layer or "polygons", ring, True) for ring in rings)
        elif isinstance(kind, str):
            self.drawing.ignore(kind, "is no line")
        else:
            raise refusal(f'is broken GeoJSON: {at or "the document"} has no member "type"')

    def layer_of(self, properties: dict[str, Any]) -> str | None:
        """The name of a feature's layer: with its storey, where features say one."""
        name = _text_of(properties, _LAYER_PROPERTIES)
        name = _WALLS_OF.get(name or "", name)
        level = _level_of(properties)
        if level is None:
            return name
        name = f"{name or 'features'}, level {level:g}"
        self.levels.setdefault(level, set()).add(name)
        return name

    def other_levels(self) -> set[str]:
        """The layers of all storeys but the one that is nearest to the ground."""
        if len(self.levels) < 2:
            return set()
        ground = min(self.levels, key=lambda level: (abs(level), level))
        return {name for level, names in self.levels.items() if level != ground for name in names}

    def rings(self, polygon: object, at: str) -> list[list[Point]]:
        """The rings of a polygon, the outer one first."""
        return [_points(ring, f"{at}/{n}", self.drawing) for n, ring in enumerate(_list(polygon, at))]

    def name(self, layer: str, properties: dict[str, Any], place: Point) -> None:
        """Keep the name and the number of a feature."""
        name, number = _text_of(properties, _NAMES), _text_of(properties, _NUMBERS)
        if number == name:  # the short name of IMDF, as a rule
            number = None
        for text, kind in ((name, "name"), (number, "number")):
            if text is not None and (kind == "number" or labels_of([text])):
                self.labels.append((layer, text, kind, place))
        if name is None and number is None and layer == "points":
            self.drawing.ignore("Point", "has no name of a room")


def _level_of(properties: dict[str, Any]) -> float | None:
    """The storey of a feature; the first of those that it spans ("0;1", "1-2")."""
    for name in ("level", "levels", "ordinal", "floor", "storey"):
        value = properties.get(name)
        match = (
            re.match(r"\s*(-?\d+(?:\.\d+)?)", str(value)) if isinstance(value, (str, int, float)) else None
        )
        if match and not isinstance(value, bool):
            return float(match[1])
    return None


def _text_of(properties: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = properties.get(name)
        if isinstance(value, dict) and value:  # IMDF has names by language
            value = value.get("en", next(iter(value.values())))
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return value[:200]
    return None


def _inside(ring: list[Point]) -> Point:
    """A point within a ring: in the middle of its longest stretch along a line across it."""
    height = sorted({y for _, y in ring})
    if len(height) < 2:
        return ring[0]
    middle = len(height) // 2
    level = (height[middle - 1] + height[middle]) / 2
    crossings = sorted(
        x0 + (level - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y0 > level) != (y1 > level)
    )
    spans = list(zip(crossings[::2], crossings[1::2], strict=False))
    left, right = max(spans, key=lambda span: span[1] - span[0], default=(ring[0][0], ring[0][0]))
    return (left + right) / 2, level


def _points(value: object, at: str, drawing: Drawing) -> list[Point]:
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
