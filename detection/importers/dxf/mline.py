"""MLINE, AutoCAD's own tool for walls: parallel lines, read as the middle of a wall and its thickness.

Source: DXF reference, MLINE: each vertex has, for each line, its distance along the mitre, then where on the
way to the next vertex the line starts, stops, starts again.
"""

from collections.abc import Iterator

from ezdxf.entities.mline import MLine, MLineVertex
from ezdxf.math import Vec3

from detection.importers.paths import DrawnPath, Vertex


def thickness_of_mline(mline: MLine) -> float | None:
    """The distance of the outer lines; None for a single line."""
    style = mline.style
    if style is None or len(style.elements) < 2:
        return None
    offsets = [element.offset for element in style.elements]
    return abs(float(max(offsets) - min(offsets)) * float(mline.dxf.scale_factor)) or None


def middles_of(mline: MLine) -> Iterator[DrawnPath]:
    """The middle of the outer lines, from one cut that goes through all lines to the next."""
    vertices = mline.vertices
    if len(vertices) < 2:
        return
    middles = [_middle(vertex) for vertex in vertices]
    closed = bool(mline.is_closed)
    segments = list(zip(vertices, middles, [*middles[1:], middles[0]], strict=True))
    if not closed:
        segments.pop()
    if not any(_gaps(vertex) for vertex, _, _ in segments):
        yield [_flat(point) for point in middles], closed
        return
    for vertex, start, end in segments:
        at, length = 0.0, start.distance(end)
        for low, high in [*_gaps(vertex), (length, length)]:
            if low > at:
                yield (
                    [_flat(start.lerp(end, at / length)), _flat(start.lerp(end, min(1.0, low / length)))],
                    False,
                )
            at = high


def _middle(vertex: MLineVertex) -> Vec3:
    offsets = [float(values[0]) for values in vertex.line_params if values]
    if not offsets:
        return vertex.location
    return vertex.location + vertex.miter_direction * ((max(offsets) + min(offsets)) / 2)


def _gaps(vertex: MLineVertex) -> list[tuple[float, float]]:
    """Where all lines are cut on the way from a vertex, as distances from it."""
    common: list[tuple[float, float]] | None = None
    for values in vertex.line_params:
        stops = [float(value) for value in values[2:]]
        gaps = list(zip(stops[::2], stops[1::2], strict=False))
        if common is None:
            common = gaps
        else:
            common = [(max(a, c), min(b, d)) for a, b in common for c, d in gaps if min(b, d) > max(a, c)]
    return common or []


def _flat(point: Vec3) -> Vertex:
    return (point.x, point.y, 0.0)
