"""Paths of each kind of entity, in world coordinates."""

import math
from collections.abc import Iterator

from ezdxf.entities.arc import Arc
from ezdxf.entities.boundary_paths import (
    AbstractEdge,
    ArcEdge,
    EdgePath,
    EllipseEdge,
    LineEdge,
    PolylinePath,
    SplineEdge,
)
from ezdxf.entities.circle import Circle
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.ellipse import Ellipse
from ezdxf.entities.hatch import Hatch
from ezdxf.entities.line import Line
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.mline import MLine
from ezdxf.entities.mpolygon import MPolygon
from ezdxf.entities.polygon import DXFPolygon
from ezdxf.entities.polyline import Polyline
from ezdxf.entities.solid import Face3d, Solid, Trace
from ezdxf.entities.spline import Spline
from ezdxf.math import Vec3

from detection.importers.dxf.mline import middles_of, thickness_of_mline
from detection.importers.paths import DrawnPath, Vertex

_CURVE_STEPS = 48  # sides of a whole ellipse
_MOST_CURVE_STEPS = 512  # sides of a spline

_WHY = {
    "INSERT": "names a block that is not there",
    "POINT": "has no length",
    "XLINE": "has no ends: it is a construction line",
    "RAY": "has no end: it is a construction line",
    "VIEWPORT": "is a view of the drawing",
    "WIPEOUT": "only hides what is below",
    "IMAGE": "is a picture, of which no lines are read",
    "PDFUNDERLAY": "is a PDF below the drawing, of which no lines are read",
    "DWFUNDERLAY": "is a DWF below the drawing, of which no lines are read",
    "DGNUNDERLAY": "is a DGN below the drawing, of which no lines are read",
    "OLE2FRAME": "is an object of another program",
    "ACAD_TABLE": "is a table",
    "TOLERANCE": "is a note",
    "SHAPE": "is a sign of a font",
    "3DSOLID": "is a solid body; draw its section as lines (in AutoCAD: FLATSHOT or SECTION)",
    "BODY": "is a solid body; draw its section as lines (in AutoCAD: FLATSHOT or SECTION)",
    "REGION": "is a region; turn it into lines (in AutoCAD: EXPLODE)",
    "SURFACE": "is a surface",
    "MESH": "is a mesh in space",
    "ACAD_PROXY_ENTITY": "is an object of another program; save it as lines (AutoCAD: EXPORTTOAUTOCAD)",
}


def why_ignored(entity: DXFGraphic) -> str:
    """The reason for ignoring an entity that has no paths."""
    kind = entity.dxftype()
    if kind.startswith(("AEC", "ACAD_PROXY")):
        return _WHY["ACAD_PROXY_ENTITY"]
    if kind == "POLYLINE":
        return "is a mesh in space"
    return _WHY.get(kind, "is no line")


def paths_of(entity: DXFGraphic) -> list[DrawnPath] | None:  # noqa: PLR0911 - one for each kind
    """The paths of an entity in world coordinates, each with whether it is closed; None if it has none."""
    match entity:
        case Line():
            return [([_vertex(entity.dxf.start), _vertex(entity.dxf.end)], False)]
        case LWPolyline():
            lw = [(x, y, bulge) for x, y, bulge in entity.get_points("xyb")]
            return [(_in_world(entity, lw), bool(entity.closed))]
        case Polyline() if entity.is_2d_polyline or entity.is_3d_polyline:
            drawn = [
                (each.dxf.location.x, each.dxf.location.y, each.dxf.get("bulge", 0.0))
                for each in entity.vertices
                if not each.dxf.get("flags", 0) & 16  # a point of the frame of a spline
            ]
            return [(_in_world(entity, drawn), entity.is_closed)]
        case MLine():
            return list(middles_of(entity))
        case Arc():  # a kind of circle, so it comes first
            return [(_in_world(entity, _arc(entity)), False)]
        case Circle():
            centre, radius = entity.dxf.center, entity.dxf.radius
            halves = [(centre.x - radius, centre.y, 1.0), (centre.x + radius, centre.y, 1.0)]
            return [(_in_world(entity, halves), True)]
        case Ellipse():
            span = (entity.dxf.end_param - entity.dxf.start_param) % math.tau or math.tau
            count = max(2, math.ceil(_CURVE_STEPS * span / math.tau))
            parameters = [entity.dxf.start_param + span * k / count for k in range(count + 1)]
            return [([_vertex(point) for point in entity.vertices(parameters)], False)]
        case Spline():
            degree = len(entity.knots) - len(entity.control_points) - 1
            if 1 <= degree != entity.dxf.degree:  # as counted, where the file says otherwise or nothing
                entity.dxf.degree = degree
            curve = entity.construction_tool()
            steps = min(8 * max(2, curve.count), _MOST_CURVE_STEPS)
            return [([_vertex(point) for point in curve.approximate(steps)], entity.closed)]
        case _:
            return None


def fills_of(entity: DXFGraphic) -> list[DrawnPath] | None:
    """The outlines of an entity that fills an area; None for one that does not."""
    match entity:
        case Solid() | Trace():
            return [(_in_world(entity, [_vertex(corner) for corner in _corners(entity)]), True)]
        case Face3d():
            return [([_vertex(Vec3(corner)) for corner in entity.wcs_vertices()], True)]
        case Hatch() | MPolygon():
            return [*_boundaries(entity)]
        case _:
            return None


def thickness_of(entity: DXFGraphic) -> float | None:
    """The width that a line is drawn with, if it is the same all along."""
    match entity:
        case LWPolyline():
            if entity.dxf.get("const_width", 0.0) > 0:
                return float(entity.dxf.const_width)
            widths = {round(float(width), 9) for pair in entity.get_points("se") for width in pair}
        case Polyline() if entity.is_2d_polyline:
            start, end = entity.dxf.get("default_start_width", 0.0), entity.dxf.get("default_end_width", 0.0)
            widths = {
                round(float(width), 9)
                for each in entity.vertices
                for width in (each.dxf.get("start_width", start), each.dxf.get("end_width", end))
            }
        case MLine():
            return thickness_of_mline(entity)
        case _:
            return None
    (width,) = widths if len(widths) == 1 else (0.0,)
    return width or None


def _boundaries(polygon: DXFPolygon) -> Iterator[DrawnPath]:
    """Outlines of a hatch; arcs stay arcs."""
    for path in polygon.paths.rendering_paths(polygon.dxf.get("hatch_style", 0)):
        if isinstance(path, PolylinePath):
            yield _in_world(polygon, [(x, y, bulge) for x, y, bulge in path.vertices]), True
        elif isinstance(path, EdgePath):
            corners = [corner for edge in path.edges for corner in _edge(edge)]
            yield _in_world(polygon, corners), True


def _edge(edge: AbstractEdge) -> list[Vertex]:
    """The points of an edge of a hatch; curves become short lines."""
    match edge:
        case LineEdge():
            return [(edge.start.x, edge.start.y, 0.0), (edge.end.x, edge.end.y, 0.0)]
        case ArcEdge():
            arc = edge.construction_tool()
            points = [(point.x, point.y, 0.0) for point in arc.vertices(arc.angles(24))]
        case EllipseEdge():
            ellipse = edge.construction_tool()
            points = [(point.x, point.y, 0.0) for point in ellipse.vertices(ellipse.params(24))]
        case SplineEdge():
            points = [(point.x, point.y, 0.0) for point in edge.construction_tool().approximate(32)]
        case _:
            return []
    return points if getattr(edge, "ccw", True) else points[::-1]


def _corners(entity: Solid | Trace) -> tuple[Vec3, Vec3, Vec3, Vec3]:
    """The corners around: the file gives the last two crosswise."""
    dxf = entity.dxf
    first, second, third = Vec3(dxf.vtx0), Vec3(dxf.vtx1), Vec3(dxf.vtx2)
    fourth = Vec3(dxf.get("vtx3", third))
    return first, second, fourth, third


def _arc(entity: Arc) -> list[Vertex]:
    sweep = math.radians((entity.dxf.end_angle - entity.dxf.start_angle) % 360 or 360)
    first, centre, radius = math.radians(entity.dxf.start_angle), entity.dxf.center, entity.dxf.radius
    bulge = math.tan(sweep / 8)  # of each half, so that a whole turn has two
    angles = (first, first + sweep / 2, first + sweep)
    points = [(centre.x + radius * math.cos(angle), centre.y + radius * math.sin(angle)) for angle in angles]
    return [(x, y, bulge) for x, y in points]


def _in_world(entity: DXFGraphic, vertices: list[Vertex]) -> list[Vertex]:
    """From the entity's own plane to the world's; one that is looked at from below is mirrored."""
    extrusion = entity.dxf.get("extrusion", Vec3(0, 0, 1))
    if extrusion.isclose((0, 0, 1)):
        return vertices
    ocs = entity.ocs()
    sign = -1.0 if extrusion.z < 0 else 1.0
    placed = ((ocs.to_wcs(Vec3(x, y, 0)), sign * bulge) for x, y, bulge in vertices)
    return [(point.x, point.y, bulge) for point, bulge in placed]


def _vertex(point: Vec3) -> Vertex:
    return (point.x, point.y, 0.0)
