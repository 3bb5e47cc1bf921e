"""The outlines of basic shapes and paths, and where they lie on the plan."""

import math
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers.paths import DrawnPath, Vertex, arc_points
from detection.importers.svg.paths import PathSyntaxError, subpaths
from detection.importers.svg.transforms import Box, Matrix, length, number, texts_of


def shape_of(element: Element, tag: str, box: Box) -> Iterable[DrawnPath] | None:  # noqa: PLR0911 - one for each kind
    """The paths of a shape in user units; None for an element that is no shape.

    As the standard says, rectangles, circles and ellipses without a width or a height are not drawn.
    """
    if tag == "path":
        return subpaths(element.get("d", ""))
    if tag == "line":
        x1, y1, x2, y2 = (length(element, name, box) for name in ("x1", "y1", "x2", "y2"))
        return [([(x1, y1, 0.0), (x2, y2, 0.0)], False)]
    if tag in ("polyline", "polygon"):
        return _corners(element.get("points", ""), closed=tag == "polygon")
    if tag == "rect":
        x, y, width, height = (length(element, name, box) for name in ("x", "y", "width", "height"))
        if min(width, height) <= 0:
            return []
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        return [([(*corner, 0.0) for corner in corners], True)]
    if tag == "circle":
        cx, cy, radius = (length(element, name, box) for name in ("cx", "cy", "r"))
        if radius <= 0:
            return []
        return [([(cx - radius, cy, 1.0), (cx + radius, cy, 1.0)], True)]
    if tag == "ellipse":
        cx, cy, rx, ry = (length(element, name, box) for name in ("cx", "cy", "rx", "ry"))
        if min(rx, ry) <= 0:
            return []
        around = [math.tau * k / 48 for k in range(48)]
        return [([(cx + rx * math.cos(a), cy + ry * math.sin(a), 0.0) for a in around], True)]
    return None


def _corners(text: str, *, closed: bool) -> Iterator[DrawnPath]:
    """Points up to the first that is broken, as the standard says, and then the fault of that one."""
    numbers, fault = [], None
    for each in texts_of(text):
        try:
            numbers.append(number(each))
        except PathSyntaxError as error:
            fault = error
            break
    yield [(x, y, 0.0) for x, y in zip(numbers[::2], numbers[1::2], strict=False)], closed
    if fault is not None:
        raise fault


def placed(vertices: list[Vertex], matrix: Matrix, *, closed: bool) -> list[Vertex]:
    """The vertices on the plan; an arc that is stretched unevenly becomes short lines."""
    a, b, c, d, e, f = matrix
    size = abs(a) + abs(b) + abs(c) + abs(d)
    turned = math.isclose(a, d, abs_tol=1e-9 * size) and math.isclose(b, -c, abs_tol=1e-9 * size)
    mirrored = math.isclose(a, -d, abs_tol=1e-9 * size) and math.isclose(b, c, abs_tol=1e-9 * size)
    if not (turned or mirrored):
        following = [*vertices[1:], vertices[0]] if closed else [*vertices[1:], vertices[-1]]
        pairs = zip(vertices, following, strict=True)
        vertices = [
            point for start, end in pairs for point in (arc_points(start, end) if start[2] else [start])
        ]
    sign = -1.0 if mirrored else 1.0
    return [(a * x + c * y + e, b * x + d * y + f, sign * bulge) for x, y, bulge in vertices]
