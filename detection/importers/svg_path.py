"""The path data of SVG (https://www.w3.org/TR/SVG2/paths.html#PathData) as strokes."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from detection.importers.drawing import Vertex

Stroke = tuple[list[Vertex], bool]  # and whether it is closed

_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])")
_REST = re.compile(r"[\s,]*$")

_BEZIER_STEPS = 16
_ARC_STEP = math.radians(7.5)


class PathSyntaxError(ValueError):
    """The path data end or go on otherwise than the grammar says."""


def strokes(data: str) -> Iterator[Stroke]:
    """Each subpath of path data. Parts of circles keep their roundness, other curves become short lines.

    Raises
    ------
    PathSyntaxError
        As the standard says, what comes before the fault has been given by then.
    """
    pen = _Pen()
    cursor = _Cursor(data)
    while command := cursor.command():
        if command in "Zz":
            yield from pen.close()
            continue
        if not pen.started and command not in "Mm":
            raise PathSyntaxError("does not begin with a move")
        once = True
        while once or cursor.has_number():
            if command in "Mm":
                yield from pen.lift()
            pen.draw(command, cursor)
            once = False
            command = {"M": "L", "m": "l"}.get(command, command)
    yield from pen.lift()


class _Cursor:
    """Reads path data from left to right."""

    def __init__(self, data: str) -> None:
        self.data = data
        self.position = 0

    def command(self) -> str | None:
        if _REST.match(self.data, self.position):
            return None
        return self._next(_COMMAND, "a command")

    def has_number(self) -> bool:
        return _NUMBER.match(self.data, self.position) is not None

    def numbers(self, count: int) -> list[float]:
        return [float(self._next(_NUMBER, "a number")) for _ in range(count)]

    def flag(self) -> bool:
        return self._next(_FLAG, "a flag") == "1"

    def _next(self, pattern: re.Pattern[str], what: str) -> str:
        match = pattern.match(self.data, self.position)
        if match is None:
            raise PathSyntaxError(f"lacks {what} at character {self.position}")
        self.position = match.end()
        return match[1]


class _Pen:
    """Draws one subpath at a time."""

    def __init__(self) -> None:
        self.started = False
        self.x = self.y = 0.0
        self.begin = (0.0, 0.0)
        self.handle: tuple[str, float, float] | None = None  # kind and control point of the last curve
        self.path: list[Vertex] = []

    def lift(self) -> Iterator[Stroke]:
        if len(self.path) > 1:
            yield self.path, False
        self.path = []

    def close(self) -> Iterator[Stroke]:
        if len(self.path) > 1:
            yield self.path, True
        self.x, self.y = self.begin
        self.path, self.handle = [], None

    def draw(self, command: str, cursor: _Cursor) -> None:
        relative = command.islower()
        ox, oy = (self.x, self.y) if relative else (0.0, 0.0)
        kind = command.upper()
        if kind == "A":
            rx, ry, tilt = cursor.numbers(3)
            large, sweep = cursor.flag(), cursor.flag()
            x, y = cursor.numbers(2)
            self._arc(rx, ry, math.radians(tilt), (ox + x, oy + y), large=large, positive=sweep)
            self.handle = None
        elif kind in "CSQT":
            values = cursor.numbers({"C": 6, "S": 4, "Q": 4, "T": 2}[kind])
            points = [(ox + values[k], oy + values[k + 1]) for k in range(0, len(values), 2)]
            self._bezier(kind, points)
        else:
            x, y = self._target(kind, cursor, ox, oy)
            if kind == "M":
                self.started, self.begin = True, (x, y)
                self.x, self.y = x, y
            else:
                self._to((x, y))
            self.handle = None

    def _target(self, kind: str, cursor: _Cursor, ox: float, oy: float) -> tuple[float, float]:
        if kind == "H":
            return ox + cursor.numbers(1)[0], self.y
        if kind == "V":
            return self.x, oy + cursor.numbers(1)[0]
        x, y = cursor.numbers(2)
        return ox + x, oy + y

    def _to(self, point: tuple[float, float], bulge: float = 0.0) -> None:
        """Go on to a point, by an arc where the bulge says so."""
        if not self.path:
            self.path.append((self.x, self.y, 0.0))
        self.path[-1] = (self.x, self.y, bulge)
        self.x, self.y = point
        self.path.append((*point, 0.0))

    def _bezier(self, kind: str, points: list[tuple[float, float]]) -> None:
        family = "cubic" if kind in "CS" else "quadratic"
        if kind in "ST":
            mirrored = self.handle is not None and self.handle[0] == family
            hx, hy = self.handle[1:] if mirrored and self.handle else (self.x, self.y)
            points = [(2 * self.x - hx, 2 * self.y - hy), *points]
        controls = [(self.x, self.y), *points]
        self.handle = (family, *points[-2])
        for k in range(1, _BEZIER_STEPS + 1):
            self._to(points[-1] if k == _BEZIER_STEPS else _on_bezier(controls, k / _BEZIER_STEPS))

    def _arc(
        self, rx: float, ry: float, tilt: float, end: tuple[float, float], *, large: bool, positive: bool
    ) -> None:
        """An arc of an ellipse. Source: SVG 2, appendix B.2, "Elliptical arc implementation notes"."""
        rx, ry = abs(rx), abs(ry)
        if rx == 0 or ry == 0 or end == (self.x, self.y):
            self._to(end)
            return
        cos, sin = math.cos(tilt), math.sin(tilt)
        dx, dy = (self.x - end[0]) / 2, (self.y - end[1]) / 2
        px, py = (cos * dx + sin * dy) / rx, (cos * dy - sin * dx) / ry  # on the unit circle
        reach = math.hypot(px, py)
        if reach > 1:  # the radii are too small to get there, so they grow
            rx, ry, px, py, reach = rx * reach, ry * reach, px / reach, py / reach, 1.0
        if reach == 0:
            self._to(end)
            return
        off = math.sqrt(max(0.0, 1 / (reach * reach) - 1)) * (1 if large == positive else -1)
        ux, uy = -off * py, off * px  # the centre on the unit circle, from the middle of the chord
        first = math.atan2(py - uy, px - ux)
        turn = math.atan2(-py - uy, -px - ux) - first
        turn = turn % math.tau if positive else -(-turn % math.tau)
        halves = 2 if abs(turn) > math.pi else 1
        count = halves if rx == ry else max(1, math.ceil(abs(turn) / _ARC_STEP - 1e-9))
        bulge = math.tan(turn / halves / 4) if rx == ry else 0.0
        mx, my = (self.x + end[0]) / 2, (self.y + end[1]) / 2
        for k in range(1, count + 1):
            angle = first + turn * k / count
            ex, ey = rx * (ux + math.cos(angle)), ry * (uy + math.sin(angle))
            self._to(end if k == count else (mx + cos * ex - sin * ey, my + sin * ex + cos * ey), bulge)


def _on_bezier(controls: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """De Casteljau's construction."""
    while len(controls) > 1:
        controls = [
            ((1 - t) * x0 + t * x1, (1 - t) * y0 + t * y1) for (x0, y0), (x1, y1) in pairwise(controls)
        ]
    return controls[0]
