"""IFC, by IfcOpenShell: the walls of each storey, by their axes or what they stand on.

Its parser is a C++ library, which a broken file may bring down together with its process. So this importer is
for the command line, and not for services that read the files of strangers.
"""

import math
from collections.abc import Iterator
from typing import Any

import ifcopenshell
from ifcopenshell.util.element import get_container, get_material, get_pset
from ifcopenshell.util.placement import get_local_placement
from ifcopenshell.util.unit import calculate_unit_scale

from detection.importers.drawing import Drawing, refusal
from detection.importers.strokes import Vertex

_NO_STOREY = "no storey"
_MOST_CLIPS = 100  # booleans around the body of a wall

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema
Point = tuple[float, float]


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect the walls, in metres; their layers are the storeys, of which the lowest is preferred."""
    if not data.lstrip().startswith(b"ISO-10303-21"):
        raise refusal("is not IFC: the first line must be ISO-10303-21;")
    model = ifcopenshell.file.from_string(data.decode("utf-8", "replace"))
    scale = calculate_unit_scale(model)
    drawing.units = "m"
    lowest = math.inf
    walls: tuple[Entity, ...] = model.by_type("IfcWall")
    for wall in walls:
        drawing.visit()
        storey = get_container(wall, ifc_class="IfcBuildingStorey")
        name = (storey.Name or f"storey {storey.id()}")[:200] if storey else _NO_STOREY
        found = _stroke(wall)
        if found is None:
            drawing.ignore(wall.is_a(), "has neither an axis nor a plain body")
            continue
        vertices, closed, thickness = found
        drawing.add(
            name,
            _placed(vertices, wall, scale),
            closed=closed,
            thickness=None if thickness is None else thickness * scale,
            load_bearing=bool(get_pset(wall, "Pset_WallCommon", "LoadBearing")),
        )
        elevation = float(storey.Elevation or 0.0) if storey else math.inf
        if drawing.preferred is None or elevation < lowest:
            drawing.preferred, lowest = name, elevation


def _stroke(wall: Entity) -> tuple[list[Vertex], bool, float | None] | None:
    """The wall in its own plane, whether that is an outline, and its thickness if known."""
    shapes = wall.Representation.Representations if wall.Representation else ()
    for shape in shapes:
        if shape.RepresentationIdentifier == "Axis" and len(shape.Items) == 1:
            axis = _curve(shape.Items[0])
            if axis is not None:
                return axis, False, _layers_thickness(wall)
    for shape in shapes:
        if shape.RepresentationIdentifier == "Body" and len(shape.Items) == 1:
            return _from_body(shape.Items[0])
    return None


def _from_body(body: Entity) -> tuple[list[Vertex], bool, float | None] | None:
    for _ in range(_MOST_CLIPS):
        if not body.is_a("IfcBooleanResult"):
            break
        body = body.FirstOperand
    if not body.is_a("IfcExtrudedAreaSolid"):
        return None
    profile = body.SweptArea
    if profile.is_a("IfcRectangleProfileDef"):
        across, along = sorted((profile.XDim, profile.YDim))
        half = along / 2
        x, y = (half, 0.0) if profile.XDim >= profile.YDim else (0.0, half)
        ends = [_in_frame(point, profile.Position) for point in ((-x, -y), (x, y))]
        line = [_in_frame(point, body.Position) for point in ends]
        return [(px, py, 0.0) for px, py in line], False, across
    if profile.is_a() == "IfcArbitraryClosedProfileDef":
        outline = _curve(profile.OuterCurve)
        if outline is not None:
            return [(*_in_frame((x, y), body.Position), bulge) for x, y, bulge in outline], True, None
    return None


def _curve(curve: Entity) -> list[Vertex] | None:
    if curve.is_a("IfcPolyline"):
        return [(*point.Coordinates[:2], 0.0) for point in curve.Points]
    if curve.is_a("IfcIndexedPolyCurve"):
        return list(_indexed(curve))
    if curve.is_a("IfcTrimmedCurve") and curve.BasisCurve.is_a("IfcLine"):
        ends = [_trimmed(each) for each in (curve.Trim1, curve.Trim2)]
        return [(*end, 0.0) for end in ends if end is not None] if None not in ends else None
    return None


def _trimmed(trims: tuple[Entity, ...]) -> Point | None:
    for trim in trims:
        if hasattr(trim, "is_a") and trim.is_a("IfcCartesianPoint"):
            x, y = trim.Coordinates[:2]
            return x, y
    return None


def _indexed(curve: Entity) -> Iterator[Vertex]:
    points = [point[:2] for point in curve.Points.CoordList]
    if not curve.Segments:
        yield from ((x, y, 0.0) for x, y in points)
        return
    last: Point = points[0]
    for segment in curve.Segments:
        at = [points[index - 1] for index in segment[0]]
        if segment.is_a("IfcArcIndex"):
            start, middle, last = at
            yield (*start, _bulge(start, middle, last))
        else:
            yield from ((x, y, 0.0) for x, y in at[:-1])
            last = at[-1]
    yield (*last, 0.0)


def _bulge(start: Point, middle: Point, end: Point) -> float:
    """Of the arc through three points: the angle at the middle is half a turn less half the sweep."""
    ax, ay, bx, by = start[0] - middle[0], start[1] - middle[1], end[0] - middle[0], end[1] - middle[1]
    angle = math.atan2(ax * by - ay * bx, ax * bx + ay * by)
    return -math.copysign(math.tan((math.pi - abs(angle)) / 2), angle)


def _in_frame(point: Point, placement: Entity) -> Point:
    """A point of a profile or a body, seen from outside of it."""
    if placement is None:
        return point
    x, y = placement.Location.Coordinates[:2]
    cos, sin = (placement.RefDirection.DirectionRatios[:2]) if placement.RefDirection else (1.0, 0.0)
    size = math.hypot(cos, sin) or 1.0
    cos, sin = cos / size, sin / size
    return x + cos * point[0] - sin * point[1], y + sin * point[0] + cos * point[1]


def _placed(vertices: list[Vertex], wall: Entity, scale: float) -> list[Vertex]:
    """From the wall's own plane to the ground plan."""
    matrix = get_local_placement(wall.ObjectPlacement)
    (a, c, _, e), (b, d, _, f) = ([float(value) for value in row] for row in matrix[:2])
    sign = math.copysign(1.0, a * d - b * c)
    return [
        (scale * (a * x + c * y + e), scale * (b * x + d * y + f), sign * bulge) for x, y, bulge in vertices
    ]


def _layers_thickness(wall: Entity) -> float | None:
    material: Entity = get_material(wall)
    if material is not None and material.is_a("IfcMaterialLayerSetUsage"):
        material = material.ForLayerSet
    if material is None or not material.is_a("IfcMaterialLayerSet"):
        return None
    return float(sum(layer.LayerThickness for layer in material.MaterialLayers))
