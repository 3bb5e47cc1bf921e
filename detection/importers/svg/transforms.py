"""Places of an SVG: transforms, lengths and view boxes."""

import math
import re
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers.svg.paths import PathSyntaxError

Matrix = tuple[float, float, float, float, float, float]  # as in transform="matrix(a b c d e f)"
Box = tuple[float, float, float, float]  # x, y, width, height

LENGTH = re.compile(
    r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|mm|cm|in|pt|pc|q|%|)\s*", re.IGNORECASE
)
PIXELS = {
    "": 1.0,
    "px": 1.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
    "pt": 96 / 72,
    "pc": 16.0,
}
_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": math.degrees(1), "turn": 360.0}
_WITH_UNIT = re.compile(r"([-+.\deE]*?[\d.])(px|in|cm|mm|q|pt|pc|deg|grad|rad|turn)", re.IGNORECASE)
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TRANSFORM = re.compile(r"[\s,]*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)", re.IGNORECASE)
_ARGUMENTS = re.compile(r"[\s,]+")


def after(outer: Matrix, inner: Matrix) -> Matrix:
    """The transform that does ``inner`` first and ``outer`` then."""
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


def transform_of(text: str) -> Matrix:
    """The transform of an attribute, or of the property of CSS, whose arguments have units.

    Raises
    ------
    PathSyntaxError
        It is broken; as the standards say, the element is drawn as if it had none then.

    >>> transform_of("translate(5px, 3) scale(2)")
    (2.0, 0.0, 0.0, 2.0, 5.0, 3.0)
    """
    matrix, position = _IDENTITY, 0
    if text.strip() in ("", "none"):
        return matrix
    while match := _TRANSFORM.match(text, position):
        position = match.end()
        matrix = after(matrix, _step(match[1].lower(), [_argument(each) for each in texts_of(match[2])]))
    if text[position:].strip(" ,\n\t"):
        raise PathSyntaxError(f"{text[position:][:40].strip()!r} is no transform")
    return matrix


def _argument(text: str) -> float:
    """A number, a length in pixels, or an angle in degrees."""
    match = _WITH_UNIT.fullmatch(text)
    if match is None:
        return number(text)
    unit = match[2].lower()
    return number(match[1]) * (_DEGREES.get(unit) or PIXELS[unit])


def texts_of(text: str) -> list[str]:
    """The members of a list, with commas or spaces between them."""
    return [each for each in _ARGUMENTS.split(text.strip(" ,\n\t\r")) if each]


def numbers_of(text: str) -> list[float]:
    """The numbers of a list, with commas or spaces between them."""
    return [number(each) for each in texts_of(text)]


def number(text: str) -> float:
    """A number, or a fault of the shape that has it."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise PathSyntaxError(f"{text[:40]!r} is no number")
    return value


def length(element: Element, name: str, box: Box) -> float:
    """A length in user units; one in percent is relative to the view box."""
    text = element.get(name)
    if text is None or text == "auto":
        return 0.0
    match = LENGTH.fullmatch(text)
    if match is None:
        raise PathSyntaxError(f"its {name} is no length: {text[:40]!r}")
    if match[2] == "%":
        whole = {"x": box[2], "w": box[2], "c": box[2]}.get(name[0], box[3])
        if name in ("cy", "y1", "y2"):
            whole = box[3]
        return float(match[1]) / 100 * whole
    return float(match[1]) * PIXELS[match[2].lower()]


def box_of(element: Element) -> Box | None:
    """The view box of an element; None without one, and for one that is broken.

    >>> box_of(Element("svg", viewBox="0 0 40 30"))
    (0.0, 0.0, 40.0, 30.0)
    """
    try:
        x, y, width, height = numbers_of(element.get("viewBox", ""))
    except ValueError:  # other than four, or something else than numbers
        return None
    return (x, y, width, height) if width > 0 and height > 0 else None


def fitted(box: Box, width: float, height: float, aspect: str) -> Matrix:
    """From a view box to a viewport of that size, as ``preserveAspectRatio`` wants it."""
    x, y, across, down = box
    scale_x, scale_y = width / across, height / down
    if "none" in aspect:
        return (scale_x, 0.0, 0.0, scale_y, -x * scale_x, -y * scale_y)
    scale = max(scale_x, scale_y) if "slice" in aspect else min(scale_x, scale_y)
    share = {"xMin": 0.0, "xMax": 1.0}.get(aspect[:4], 0.5), {"YMin": 0.0, "YMax": 1.0}.get(aspect[4:8], 0.5)
    left, top = (width - across * scale) * share[0], (height - down * scale) * share[1]
    return (scale, 0.0, 0.0, scale, left - x * scale, top - y * scale)


def size_of(matrix: Matrix) -> float:
    """Mean factor by which a transform scales lengths."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


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
        case "skewx", [angle]:
            return (1.0, 0.0, math.tan(math.radians(angle)), 1.0, 0.0, 0.0)
        case "skewy", [angle]:
            return (1.0, math.tan(math.radians(angle)), 0.0, 1.0, 0.0, 0.0)
        case _:
            raise PathSyntaxError(f"a transform {kind} has {len(numbers)} numbers")
