"""SVG: shapes and paths as walls, groups and classes as layers."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError  # the types only; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from detection.importers import layer_names
from detection.importers.drawing import Drawing, Vertex, arc_points, refusal
from detection.importers.svg_path import PathSyntaxError, Stroke, strokes

Matrix = tuple[float, float, float, float, float, float]  # as in transform="matrix(a b c d e f)"

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NO_LAYER = "drawing"  # of what lies in no group
_INKSCAPE_LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CONTAINERS = {"svg", "g", "a", "switch"}
_NOT_DRAWN = {
    "defs",
    "symbol",
    "clipPath",
    "mask",
    "pattern",
    "marker",
    "style",
    "script",
    "title",
    "desc",
    "metadata",
}
_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|mm|cm|in|pt|pc|)\s*")
_PIXELS = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 96 / 72, "pc": 16.0}
_TRANSFORM = re.compile(r"[\s,]*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_ARGUMENTS = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element is drawn."""

    matrix: Matrix
    names: tuple[str, ...] = ()  # of its groups, the outermost first
    depth: int = 0


def draw(data: bytes, drawing: Drawing, units: str | None) -> None:
    """Collect the strokes of all shapes that are drawn."""
    root = _root(data)
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    matrix = _view(root, drawing, units)
    pending = [(root, _Place(matrix))]
    while pending:
        element, place = pending.pop()
        drawing.visit()
        drawing.enter(place.depth)
        tag = _tag(element)
        if tag in _NOT_DRAWN or _is_hidden(element):
            continue
        inner = place if element is root else _inside(element, place)
        if tag in _CONTAINERS:
            pending += reversed([(child, inner) for child in element])
        elif tag == "use":
            target = by_id.get((element.get("href") or element.get(_XLINK) or "").removeprefix("#"))
            if target is None:
                drawing.ignore("use", "points to nothing in this file")
            else:
                moved = _after(inner.matrix, (1, 0, 0, 1, _number(element, "x"), _number(element, "y")))
                used = _Place(moved, inner.names, inner.depth + 1)
                drawn = list(target) if _tag(target) == "symbol" else [target]
                pending += reversed([(child, used) for child in drawn])
        elif tag:
            _draw_shape(element, tag, inner, drawing)


def _root(data: bytes) -> Element:
    if data.startswith(b"\x1f\x8b"):
        raise refusal("is compressed (SVGZ); unpack it first")
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise refusal("declares XML entities, which are not read; save it as plain SVG") from None
    except ParseError as error:
        raise refusal(f"is not well-formed XML: {error}") from None
    if _tag(root) != "svg":
        raise refusal(f"is XML, but not SVG: its root is <{_tag(root)[:40]}>")
    return root


def _view(root: Element, drawing: Drawing, units: str | None) -> Matrix:
    """From user units to those of the plan: of the width's, if it is a length of the world, or pixels.

    On screens y points down, in plans up, but for images, whose pixels are counted downwards.
    """
    said, scale = root.get("data-units"), 1.0
    width, box = _LENGTH.fullmatch(root.get("width", "")), _ARGUMENTS.split(root.get("viewBox", "").strip())
    if said is None and width and width[2] in ("mm", "cm", "in"):
        said = width[2]
        per_unit = _PIXELS[said]
        scale = 1 / per_unit
        if len(box) == 4 and (across := _float(box[2])) > 0:
            scale = float(width[1]) / across
    drawing.units = said or "px"
    down = (units or drawing.units) == "px"
    return (scale, 0.0, 0.0, scale if down else -scale, 0.0, 0.0)


def _inside(element: Element, place: _Place) -> _Place:
    matrix = _after(place.matrix, _transform(element.get("transform", "")))
    tag = _tag(element)
    if tag == "svg":
        matrix = _after(matrix, (1, 0, 0, 1, _number(element, "x"), _number(element, "y")))
    own = [element.get(_INKSCAPE_LABEL), element.get("data-name"), element.get("id")]
    names = next(([name] for name in own if name), [])
    if tag not in _CONTAINERS and tag != "use":  # the ids of shapes are numbers, more often than names
        names = [name for name in names if layer_names.is_wall(name)]
    names += [name for name in element.get("class", "").split() if layer_names.is_wall(name)]
    return _Place(matrix, (*place.names, *(name[:200] for name in names)), place.depth + 1)


def _layer(place: _Place) -> str:
    """The innermost name that speaks of walls, or else the outermost."""
    walls = [name for name in place.names if layer_names.is_wall(name)]
    return walls[-1] if walls else (place.names or (_NO_LAYER,))[0]


def _draw_shape(element: Element, tag: str, place: _Place, drawing: Drawing) -> None:
    try:
        found = _shape(element, tag)
        if found is None:
            drawing.ignore(tag, "is no line")
            return
        for vertices, closed in found:
            drawing.visit(len(vertices))
            drawing.add(_layer(place), _placed(vertices, place.matrix, closed=closed), closed=closed)
    except PathSyntaxError as error:
        drawing.ignore(tag, f"is broken: {error}")


def _shape(element: Element, tag: str) -> Iterable[Stroke] | None:  # noqa: PLR0911 - one for each kind
    if tag == "path":
        return strokes(element.get("d", ""))
    if tag == "line":
        x1, y1, x2, y2 = (_number(element, name) for name in ("x1", "y1", "x2", "y2"))
        return [([(x1, y1, 0.0), (x2, y2, 0.0)], False)]
    if tag in ("polyline", "polygon"):
        numbers = [
            _float(each) for each in _ARGUMENTS.split(element.get("points", "").strip(" ,\n\t")) if each
        ]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        return [([(x, y, 0.0) for x, y in pairs], tag == "polygon")]
    if tag == "rect":
        x, y, width, height = (_number(element, name) for name in ("x", "y", "width", "height"))
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        return [([(*corner, 0.0) for corner in corners], True)]
    if tag == "circle":
        cx, cy, radius = (_number(element, name) for name in ("cx", "cy", "r"))
        return [([(cx - radius, cy, 1.0), (cx + radius, cy, 1.0)], True)]
    if tag == "ellipse":
        cx, cy, rx, ry = (_number(element, name) for name in ("cx", "cy", "rx", "ry"))
        around = [math.tau * k / 48 for k in range(48)]
        return [([(cx + rx * math.cos(a), cy + ry * math.sin(a), 0.0) for a in around], True)]
    return None


def _placed(vertices: list[Vertex], matrix: Matrix, *, closed: bool) -> list[Vertex]:
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


def _transform(text: str) -> Matrix:
    matrix, position = _IDENTITY, 0
    while match := _TRANSFORM.match(text, position):
        position = match.end()
        numbers = [_float(each) for each in _ARGUMENTS.split(match[2].strip(" ,\n\t")) if each]
        matrix = _after(matrix, _step(match[1], numbers))
    if text[position:].strip(" ,\n\t"):
        raise refusal(f"has a transform that is no SVG: {text[:60]!r}")
    return matrix


def _step(kind: str, numbers: list[float]) -> Matrix:
    match kind, numbers:
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
        case "translate", [x, *rest] if len(rest) < 2:
            return (1.0, 0.0, 0.0, 1.0, x, rest[0] if rest else 0.0)
        case "scale", [x, *rest] if len(rest) < 2:
            return (x, 0.0, 0.0, rest[0] if rest else x, 0.0, 0.0)
        case "rotate", [angle, *centre] if len(centre) in (0, 2):
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x, y = centre or (0.0, 0.0)
            return (cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)
        case "skewX", [angle]:
            return (1.0, 0.0, math.tan(math.radians(angle)), 1.0, 0.0, 0.0)
        case "skewY", [angle]:
            return (1.0, math.tan(math.radians(angle)), 0.0, 1.0, 0.0, 0.0)
        case _:
            raise refusal(f"has a transform {kind} with {len(numbers)} numbers")


def _after(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _is_hidden(element: Element) -> bool:
    style = element.get("style", "").replace(" ", "")
    return (
        element.get("display") == "none"
        or element.get("visibility") in ("hidden", "collapse")
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""  # else a comment


def _number(element: Element, name: str) -> float:
    """A length in user units; those relative to a view are none that a plan has."""
    text = element.get(name)
    if text is None:
        return 0.0
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise PathSyntaxError(f"its {name} is no length: {text[:40]!r}")
    return float(match[1]) * _PIXELS[match[2]]


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise PathSyntaxError(f"{text[:40]!r} is no number") from None
