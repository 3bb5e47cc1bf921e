"""Doors and windows of a building model, as openings of its storeys with their types."""

import math
from typing import Any

import shapely
from ifcopenshell.util.element import get_type

from detection.importers.drawing import Drawing
from detection.importers.ifc.bodies import Bodies
from detection.importers.ifc.storeys import Storey

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema

KINDS = {"IfcDoor": "door", "IfcWindow": "window"}


def add_opening(
    element: Entity, kind: str, storey: Storey, scale: float, bodies: Bodies, drawing: Drawing
) -> bool:
    """Add a door or window from jamb to jamb; False where it has no body.

    The hole in the wall is more exact than the body of what fills it, which may have a frame or stand open.
    """
    shape = next((shape for part in _parts(element) if (shape := bodies.footprint(part)) is not None), None)
    sides = [] if shape is None else _middles(shape)
    if not sides:
        return False
    width = float(element.OverallWidth or 0.0) * scale
    start, end = min(sides, key=lambda side: abs(math.dist(*side) - width)) if width else sides[0]
    drawing.add_opening(storey.name, kind, start, end, _type_of(element))
    return True


def _parts(element: Entity) -> list[Entity]:
    """The holes that an element fills, and itself."""
    return [*(relation.RelatingOpeningElement for relation in element.FillsVoids), element]


def _type_of(element: Entity) -> str | None:
    """The name of the type, or else what the element says of its own form."""
    kind = get_type(element)
    name = None if kind is None else kind.Name
    return name or getattr(element, "ObjectType", None) or None


def _middles(shape: shapely.Geometry) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The two middle lines of the smallest rectangle around a shape, the longer one first."""
    rectangle = shapely.minimum_rotated_rectangle(shape)
    if not isinstance(rectangle, shapely.Polygon) or rectangle.is_empty:
        return []
    a, b, c, d, *_ = ((x, y) for x, y, *_ in rectangle.exterior.coords)

    def between(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
        return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2

    lines = [(between(a, d), between(b, c)), (between(a, b), between(d, c))]
    return sorted(lines, key=lambda line: -math.dist(*line))
