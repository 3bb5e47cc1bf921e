"""DXF, by ezdxf: what is drawn in model space, with blocks taken apart."""

import io
import math

from ezdxf import recover
from ezdxf.document import Drawing as Document
from ezdxf.entities.arc import Arc
from ezdxf.entities.circle import Circle
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.ellipse import Ellipse
from ezdxf.entities.insert import Insert
from ezdxf.entities.line import Line
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.polyline import Polyline
from ezdxf.entities.spline import Spline
from ezdxf.math import Vec3

from detection.importers.drawing import Drawing, Vertex, refusal

# $INSUNITS, as the DXF reference numbers them.
UNITS = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 7: "km", 10: "yd", 14: "dm"}

_CURVE_STEPS = 48  # sides of a whole ellipse
_MOST_CURVE_STEPS = 512  # sides of a spline


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect the lines and curves of model space."""
    if data.startswith(b"AutoCAD Binary DXF"):
        raise refusal("is binary DXF; save it as text (ASCII) DXF")
    if data.startswith(b"AC10"):
        raise refusal("is DWG; save it as DXF")
    if b"SECTION" not in data:
        raise refusal("is no DXF: it has no sections")
    document, _audit = recover.read(io.BytesIO(data))
    code = document.header.get("$INSUNITS", 0)
    drawing.units = UNITS.get(code) if isinstance(code, int) else None
    drawing.hidden.update(layer.dxf.name for layer in document.layers if layer.is_off() or layer.is_frozen())
    for entity in document.modelspace():
        _draw(entity, entity.dxf.layer, document, drawing, 0)


def _draw(entity: DXFGraphic, layer: str, document: Document, drawing: Drawing, depth: int) -> None:
    drawing.visit()
    if entity.dxf.get("invisible"):
        drawing.ignore(entity.dxftype(), "is invisible")
    elif isinstance(entity, Insert):
        _draw_block(entity, layer, document, drawing, depth + 1)
    else:
        strokes = _strokes(entity)
        if strokes is None:
            drawing.ignore(entity.dxftype(), "is no line")
            return
        for vertices, closed in strokes:
            drawing.visit(len(vertices))
            drawing.add(layer, vertices, closed=closed)


def _draw_block(insert: Insert, layer: str, document: Document, drawing: Drawing, depth: int) -> None:
    drawing.enter(depth)
    block = insert.block()
    if block is None:
        drawing.ignore("INSERT", "names a block that is not there")
        return
    drawing.visit(insert.mcount * (len(block) + 1))
    for one in insert.multi_insert() if insert.mcount > 1 else (insert,):
        for entity in one.virtual_entities(skipped_entity_callback=lambda each, _why: _skip(each, drawing)):
            own = entity.dxf.layer
            _draw(entity, layer if own == "0" else own, document, drawing, depth)


def _skip(entity: DXFGraphic, drawing: Drawing) -> None:
    drawing.ignore(entity.dxftype(), "cannot be taken out of its block")


_Stroke = tuple[list[Vertex], bool]


def _strokes(entity: DXFGraphic) -> list[_Stroke] | None:  # noqa: PLR0911 - one for each kind
    """The strokes of an entity in world coordinates, each with whether it is closed; None for no line."""
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
            curve = entity.construction_tool()
            steps = min(8 * max(2, curve.count), _MOST_CURVE_STEPS)
            return [([_vertex(point) for point in curve.approximate(steps)], False)]
        case _:
            return None


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
