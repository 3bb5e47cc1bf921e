"""Path data as vertices, by svgelements. Parts of circles stay arcs, other curves become short lines."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from svgelements import Arc, Close, CubicBezier, Line, Move, Path, QuadraticBezier

from detection.faults import DetectionError
from detection.importers.paths import DrawnPath, Vertex

_BEZIER_STEPS = 16
_UNKNOWN = re.compile(r"[^\sMmZzLlHhVvCcSsQqTtAaeE\d+\-.,]\S*")
_ARC_STEP = math.radians(7.5)

Pair = tuple[float, float]


class PathSyntaxError(DetectionError, ValueError):
    """The path data violate the grammar of SVG."""


def subpaths(data: str) -> Iterator[DrawnPath]:
    """Each subpath of path data.

    Raises
    ------
    PathSyntaxError
        As the standard says, what comes before the fault has been given by then.

    >>> list(subpaths("M0 0H4V3Z"))
    [([(0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 3.0, 0.0)], True)]
    """
    path = Path()
    fault = _parsed_into(path, data)
    drawn: list[Vertex] = []
    for piece in path:
        match piece:
            case Move():
                yield from _lifted(drawn)
                drawn = []
            case Close():
                if len(drawn) > 1:
                    yield drawn, True
                drawn = []
            case _ if piece.start is None or piece.end is None:
                raise PathSyntaxError("does not begin with a move")
            case _:
                _draw(drawn, piece)
    yield from _lifted(drawn)
    if fault is not None:
        raise PathSyntaxError(fault)


def _parsed_into(path: Path, data: str) -> str | None:
    """Read path data up to their first error, and describe the error; None without one."""
    whole = True
    try:
        path.parse(data)
    except (ValueError, IndexError, AttributeError, TypeError, ZeroDivisionError):
        whole = False
    if unknown := _UNKNOWN.search(data):
        return f"{unknown[0][:40]!r} is no command"
    return None if whole else "a command lacks numbers"


def _draw(drawn: list[Vertex], piece: Line | Arc | CubicBezier | QuadraticBezier) -> None:
    match piece:
        case Line():
            _append(drawn, _pair(piece.start), [_pair(piece.end)])
        case Arc():
            _draw_arc(drawn, piece)
        case CubicBezier() | QuadraticBezier():
            _append(drawn, _pair(piece.start), _on_curve(piece))


def _lifted(drawn: list[Vertex]) -> Iterator[DrawnPath]:
    if len(drawn) > 1:
        yield drawn, False


def _pair(point: object) -> Pair:
    if point is None or point.x is None or point.y is None:  # type: ignore[attr-defined] # as below
        raise PathSyntaxError("a number is missing")
    return float(point.x), float(point.y)  # type: ignore[attr-defined] # svgelements has no types


def _append(drawn: list[Vertex], start: Pair, points: list[Pair], bulge: float = 0.0) -> None:
    """Append points to the path; a bulge makes the piece to a point an arc."""
    if not drawn:
        drawn.append((*start, 0.0))
    for point in points:
        x, y, _ = drawn[-1]
        drawn[-1] = (x, y, bulge)
        drawn.append((*point, 0.0))


def _draw_arc(drawn: list[Vertex], arc: Arc) -> None:
    start, end, sweep = _pair(arc.start), _pair(arc.end), float(arc.sweep)
    if start == end or sweep == 0 or not (arc.rx > 0 and arc.ry > 0):
        _append(drawn, start, [end])
        return
    round_ = math.isclose(arc.rx, arc.ry, rel_tol=1e-9)
    halves = 2 if abs(sweep) > math.pi * (1 + 1e-9) else 1
    count = halves if round_ else max(1, math.ceil(abs(sweep) / _ARC_STEP - 1e-9))
    points = [_pair(arc.point(k / count)) for k in range(1, count)]
    _append(drawn, start, [*points, end], math.tan(sweep / halves / 4) if round_ else 0.0)


def _on_curve(curve: CubicBezier | QuadraticBezier) -> list[Pair]:
    """Points by De Casteljau's construction, the last of which is the end itself."""
    first = [curve.control1, curve.control2] if isinstance(curve, CubicBezier) else [curve.control]
    controls = [_pair(point) for point in (curve.start, *first, curve.end)]
    inner = [_on_bezier(controls, k / _BEZIER_STEPS) for k in range(1, _BEZIER_STEPS)]
    return [*inner, controls[-1]]


def _on_bezier(controls: list[Pair], t: float) -> Pair:
    while len(controls) > 1:
        controls = [
            ((1 - t) * x0 + t * x1, (1 - t) * y0 + t * y1) for (x0, y0), (x1, y1) in pairwise(controls)
        ]
    return controls[0]
