"""Walls, curtain walls and columns as paths: by their axes, or else by their footprints."""

import math
from typing import Any

import shapely
from ifcopenshell.util.element import get_material
from ifcopenshell.util.placement import get_local_placement

from detection.importers.ifc.bodies import Bodies
from detection.importers.ifc.curves import curve_of, moved_aside
from detection.importers.ifc.joints import Drawn
from detection.importers.ifc.relations import parts_of
from detection.importers.paths import Vertex

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema
Point = tuple[float, float]

_MOST_CLIPS = 100  # booleans around the body of a wall
_THIN = 0.6  # metres: outlines up to this thickness are walls, thicker ones are parts of the building
_SLENDER = 1.5  # times as long as thick, from which on a rectangle is a wall and has a middle line


def paths_of_wall(wall: Entity, scale: float, angle: float, bodies: Bodies, cut: float | None) -> list[Drawn]:
    """The wall by its axis, by a plain body, or by what the plan cuts of any other body or of its parts."""
    plain = _axis(wall, scale, angle) or _from_body(wall, scale, angle)
    if plain is not None:
        return [plain]
    outlines = bodies.outlines(wall, cut)
    if not outlines:  # its layers or panels have the bodies
        whole = shapely.union_all([each for part in parts_of(wall) for each in bodies.outlines(part, cut)])
        outlines = [each for each in shapely.get_parts(whole).tolist() if isinstance(each, shapely.Polygon)]
    return [_of_outline(outline) for outline in outlines]


def paths_of_curtain_wall(wall: Entity, scale: float, angle: float, bodies: Bodies) -> list[Drawn]:
    """The façade by its axis, or in one line where its parts lie in one, or else part by part."""
    axis = _axis(wall, scale, angle)
    if axis is not None:
        return [axis]
    shapes = [shape for part in (wall, *parts_of(wall)) if (shape := bodies.footprint(part)) is not None]
    if not shapes:
        return []
    whole = _middle(shapely.union_all(shapes))
    if whole is not None and (whole[2] or 0) <= _THIN:
        return [whole]
    return [line for shape in shapes if (line := _middle(shape)) is not None and (line[2] or 0) <= _THIN]


def paths_of_column(column: Entity, bodies: Bodies, cut: float | None) -> list[Drawn]:
    """A column as a short wall, so that it closes the wall in which it stands and is not a room."""
    middles = [_middle(outline) for outline in bodies.outlines(column, cut)]
    return [middle for middle in middles if middle is not None]


def height_of(element: Entity, scale: float, bodies: Bodies) -> tuple[float, float] | None:
    """Lowest and highest point of an element, in metres; None if its body has no known height."""
    body = _plain_body(element)
    if body is not None and element.ObjectPlacement is not None:
        matrix = get_local_placement(element.ObjectPlacement)
        up = body.ExtrudedDirection.DirectionRatios
        base = float(body.Position.Location.Coordinates[2]) if body.Position else 0.0
        axis = body.Position.Axis if body.Position else None
        tilted = axis is not None and abs(axis.DirectionRatios[2]) < 0.99
        if abs(up[2]) > 0.99 and abs(matrix[2][2]) > 0.99 and not tilted:
            low = (float(matrix[2][3]) + base) * scale
            return tuple(sorted((low, low + math.copysign(float(body.Depth), up[2]) * scale)))  # type: ignore[return-value]
    if element.is_a("IfcCurtainWall"):
        heights = [height for part in parts_of(element) if (height := bodies.height(part))]
        return (min(low for low, _ in heights), max(high for _, high in heights)) if heights else None
    return bodies.height(element)


def _axis(wall: Entity, scale: float, angle: float) -> Drawn | None:
    """The middle of a wall: its axis, moved to where the layers of its material lie."""
    for shape in _representations(wall, "Axis"):
        if len(shape.Items) != 1:
            continue
        path = curve_of(shape.Items[0], angle)
        if path is not None and len(path) > 1:
            thickness, aside = _layers(wall)
            placed = _placed(moved_aside(path, aside), wall, scale)
            return placed, False, None if thickness is None else thickness * scale
    return None


def _layers(wall: Entity) -> tuple[float | None, float]:
    """Thickness of all layers, and how far their middle lies to the left of the axis."""
    material: Entity = get_material(wall)
    usage = material if material is not None and material.is_a("IfcMaterialLayerSetUsage") else None
    layers = material.ForLayerSet if usage is not None else material
    if layers is None or not layers.is_a("IfcMaterialLayerSet"):
        return None, 0.0
    thickness = float(sum(layer.LayerThickness for layer in layers.MaterialLayers))
    if usage is None or usage.LayerSetDirection != "AXIS2":
        return thickness or None, 0.0
    sense = -1.0 if usage.DirectionSense == "NEGATIVE" else 1.0
    return thickness or None, float(usage.OffsetFromReferenceLine or 0.0) + sense * thickness / 2


def _representations(element: Entity, identifier: str) -> list[Entity]:
    shapes = element.Representation.Representations if element.Representation else ()
    return [shape for shape in shapes if shape.RepresentationIdentifier == identifier]


def _plain_body(element: Entity) -> Entity | None:
    """The extrusion of a body, without the parts that clip it."""
    for shape in _representations(element, "Body"):
        if len(shape.Items) != 1:
            return None
        body = shape.Items[0]
        for _ in range(_MOST_CLIPS):
            if not body.is_a("IfcBooleanResult"):
                break
            body = body.FirstOperand
        return body if body.is_a("IfcExtrudedAreaSolid") else None
    return None


def _from_body(wall: Entity, scale: float, angle: float) -> Drawn | None:
    """The middle of a wall that stands on a rectangle, or its outline."""
    body = _plain_body(wall)
    if body is None or (
        body.Position is not None
        and body.Position.Axis is not None
        and abs(body.Position.Axis.DirectionRatios[2]) < 0.99
    ):
        return None
    profile = body.SweptArea
    if profile.is_a("IfcRectangleProfileDef"):
        across, along = sorted((float(profile.XDim), float(profile.YDim)))
        half = along / 2
        x, y = (half, 0.0) if profile.XDim >= profile.YDim else (0.0, half)
        ends = [_in_frame(point, profile.Position) for point in ((-x, -y), (x, y))]
        line = [_in_frame(point, body.Position) for point in ends]
        return _placed([(px, py, 0.0) for px, py in line], wall, scale), False, across * scale
    if profile.is_a() == "IfcArbitraryClosedProfileDef":
        outline = curve_of(profile.OuterCurve, angle)
        if outline is not None:
            path = [(*_in_frame((x, y), body.Position), bulge) for x, y, bulge in outline]
            return _placed(path, wall, scale), True, None
    return None


def _of_outline(outline: shapely.Polygon) -> Drawn:
    """The middle of an outline that is a slender rectangle, or the outline itself."""
    middle = _middle(outline)
    rectangle = shapely.minimum_rotated_rectangle(outline)
    if middle is not None and rectangle.area > 0 and outline.area > 0.98 * rectangle.area:
        (x0, y0, _), (x1, y1, _) = middle[0]
        if math.hypot(x1 - x0, y1 - y0) >= _SLENDER * (middle[2] or 0):
            return middle
    return [(x, y, 0.0) for x, y in list(outline.exterior.coords)[:-1]], True, None


def _middle(shape: shapely.Geometry) -> Drawn | None:
    """The middle line of the smallest rectangle around a shape, along its longer side."""
    rectangle = shapely.minimum_rotated_rectangle(shape)
    if not isinstance(rectangle, shapely.Polygon) or rectangle.is_empty:
        return None
    a, b, c, d, *_ = rectangle.exterior.coords
    if math.dist(a, b) < math.dist(b, c):
        a, b, c, d = b, c, d, a
    start, end = ((a[0] + d[0]) / 2, (a[1] + d[1]) / 2), ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
    return [(*start, 0.0), (*end, 0.0)], False, math.dist(b, c)


def _in_frame(point: Point, placement: Entity) -> Point:
    """A point of a profile or a body, seen from outside of it."""
    if placement is None:
        return point
    x, y = placement.Location.Coordinates[:2]
    cos, sin = (placement.RefDirection.DirectionRatios[:2]) if placement.RefDirection else (1.0, 0.0)
    size = math.hypot(cos, sin) or 1.0
    cos, sin = cos / size, sin / size
    return x + cos * point[0] - sin * point[1], y + sin * point[0] + cos * point[1]


def _placed(vertices: list[Vertex], element: Entity, scale: float) -> list[Vertex]:
    """From an element's own plane to the ground plan, in metres."""
    matrix = get_local_placement(element.ObjectPlacement)
    (a, c, _, e), (b, d, _, f) = ([float(value) for value in row] for row in matrix[:2])
    sign = math.copysign(1.0, a * d - b * c)
    return [
        (scale * (a * x + c * y + e), scale * (b * x + d * y + f), sign * bulge) for x, y, bulge in vertices
    ]
