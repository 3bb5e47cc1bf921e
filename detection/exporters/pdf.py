"""Rooms and walls as a plan on paper, to scale: a PDF with layers, names, areas and a scale bar."""

import math
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from detection.exporters.paper import LONG_SIDE, SHORT_SIDE, room_width, scale_of, words_of
from detection.exporters.pdf_file import can_write, page, text
from detection.exporters.svg import area_of, label_of, text_height
from detection.plan.parse import Plan
from detection.plan.summary import summarize
from detection.plan.units import metres_of

_MARGIN = 10.0  # millimetres around the plan
_FOOT = 12.0  # millimetres below the plan, for its scale
_SHEETS = ((210.0, 297.0), (297.0, 420.0))  # A4 and A3
_PEN, _HEAVY_PEN = 0.25, 0.5  # millimetres: of walls without a thickness, and of those that carry
_FINE, _THICK = 0.1, 0.75  # of the width of a room: the widest pen, and the thickest wall
_STEP = math.radians(5)  # of the chords of an arc
_TEXT = (1.2, 2.5)  # millimetres, the smallest and the largest letters
_COLOURS = (
    (0.74, 0.84, 0.95),
    (0.80, 0.92, 0.77),
    (0.99, 0.89, 0.71),
    (0.94, 0.80, 0.90),
    (0.86, 0.82, 0.95),
)


class _Frame(NamedTuple):
    """Where a point of the plan lies on the sheet, in millimetres."""

    factor: float
    left: float
    bottom: float
    low: tuple[float, float]
    high_y: float
    down: bool  # whether y of the plan points down

    def place(self, x: float, y: float) -> tuple[float, float]:
        up = self.high_y - y if self.down else y - self.low[1]
        return self.left + self.factor * (x - self.low[0]), self.bottom + self.factor * up


def sheet(result: dict[str, Any], plan: Plan) -> bytes:
    """The plan on A4 or A3, at the largest usual scale that fits; without a unit, as large as it fits."""
    low_x, low_y, high_x, high_y = summarize(plan).bounding_box
    width, height = max(high_x - low_x, 1e-9), max(high_y - low_y, 1e-9)
    metres = metres_of(result.get("units"))
    long, short = LONG_SIDE - 2 * _FOOT, SHORT_SIDE - 2 * _FOOT
    if metres is None:
        scale = None
        factor = min(long / max(width, height), short / min(width, height))
    else:
        scale = scale_of(metres, width * LONG_SIDE / long, height * SHORT_SIDE / short)
        factor = 1000 * metres / scale
    across, down = factor * width, factor * height
    paper = _paper(across + 2 * _MARGIN, down + 2 * _MARGIN + _FOOT)
    frame = _Frame(
        factor,
        (paper[0] - across) / 2,
        _FOOT + (paper[1] - _FOOT - down) / 2,
        (low_x, low_y),
        high_y,
        result.get("units") == "px",
    )
    widest = room_width(result) * factor
    layers = {
        "rooms": _rooms(result, frame),
        "openings": _openings(result, frame),
        "walls": _walls(plan, frame, widest, bearing=False),
        "walls load-bearing": _walls(plan, frame, widest, bearing=True),
        "room names": _labels(result, frame, metres),
        "scale": _scale(scale),
    }
    drawn = {name: operators for name, lines in layers.items() if (operators := list(lines))}
    return page(*paper, drawn, "Plan with rooms" if scale is None else f"Plan with rooms, {words_of(scale)}")


def _paper(across: float, down: float) -> tuple[float, float]:
    sheets = [size for short, long in _SHEETS for size in ((short, long), (long, short))]
    return next((each for each in sheets if each[0] >= across and each[1] >= down), (across, down))


def _rooms(result: dict[str, Any], frame: _Frame) -> Iterator[str]:
    for number, room in enumerate(result["rooms"]):
        red, green, blue = _COLOURS[number % len(_COLOURS)]
        rings = " ".join(_path(ring, frame) + " h" for ring in (room["polygon"], *room["holes"]))
        yield f"{red} {green} {blue} rg {rings} f*"


def _openings(result: dict[str, Any], frame: _Frame) -> Iterator[str]:
    openings = [opening for room in result["rooms"] for opening in room.get("openings", ())]
    lines = dict.fromkeys(_path((opening["start"], opening["end"]), frame) for opening in openings)
    if lines:
        yield "q 0.08 0.4 0.75 RG 0.2 w [1 1] 0 d"
        yield from (f"{line} S" for line in lines)
        yield "Q"


def _walls(plan: Plan, frame: _Frame, widest: float, *, bearing: bool) -> Iterator[str]:
    """Each wall as wide as it is, or in a pen where that is not known; none as wide as a room."""
    pen = min(_HEAVY_PEN if bearing else _PEN, _FINE * widest)
    first = True
    for number, owner in enumerate(plan.owners):
        if plan.load_bearing[owner] is bearing:
            if first:
                yield "0 0 0 RG 0 J 0 j"
                first = False
            x0, y0, x1, y1, bulge = plan.pieces[5 * number : 5 * number + 5]
            wide = max(pen, min((plan.thickness[owner] or 0.0) * frame.factor, _THICK * widest))
            yield f"{wide:.4f} w {_path(_points(x0, y0, x1, y1, bulge), frame)} S"


def _points(x0: float, y0: float, x1: float, y1: float, bulge: float) -> list[tuple[float, float]]:
    """The corners of a piece of a wall; an arc in chords."""
    if bulge == 0 or (x0, y0) == (x1, y1):
        return [(x0, y0), (x1, y1)]
    sweep = 4 * math.atan(bulge)
    parts = max(1, math.ceil(abs(sweep) / _STEP))
    off = (1 - bulge * bulge) / (4 * bulge)
    cx, cy = (x0 + x1) / 2 - off * (y1 - y0), (y0 + y1) / 2 + off * (x1 - x0)
    turns = (sweep * part / parts for part in range(1, parts))
    between = [
        (
            cx + (x0 - cx) * math.cos(turn) - (y0 - cy) * math.sin(turn),
            cy + (x0 - cx) * math.sin(turn) + (y0 - cy) * math.cos(turn),
        )
        for turn in turns
    ]
    return [(x0, y0), *between, (x1, y1)]


def _labels(result: dict[str, Any], frame: _Frame, metres: float | None) -> Iterator[str]:
    yield "0 0 0 rg"
    for room in result["rooms"]:
        x, y = frame.place(*room["label_point"])
        name, area = _writable(room), area_of(room, metres)
        fits = text_height(max(name, area, key=len), room["polygon"], math.inf) * frame.factor
        height = min(max(0.8 * fits, _TEXT[0]), _TEXT[1])
        yield text(x, y + 0.6 * height, height, name)
        yield text(x, y - 0.6 * height, 0.8 * height, area)


def _writable(room: dict[str, Any]) -> str:
    """The name of a room; its number or id where the font has no letters for the name."""
    names = (label_of(room), room.get("number") or "", room["id"])
    return next(name for name in names if name and can_write(name))


def _scale(scale: float | None) -> Iterator[str]:
    """What the scale is, and a bar of a round length in four parts."""
    if scale is None:
        return
    length = next(
        metres
        for power in count(_LEAST_POWER)
        for metres in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
        if 1000 * metres / scale >= _SHORTEST_BAR
    )
    part = 1000 * length / scale / 4
    for number in range(4):
        left = _MARGIN + number * part
        yield f"{number % 2} g 0 G 0.1 w {left:.4f} {_MARGIN:.4f} {part:.4f} 1.2 re B"
    yield "0 g"
    yield text(_MARGIN, _MARGIN + 3, 2.5, "0")
    yield text(_MARGIN + 4 * part, _MARGIN + 3, 2.5, f"{length:g} m")
    yield text(_MARGIN + 4 * part + 20, _MARGIN + 0.6, 3, f"Scale {words_of(scale)}")


_LEAST_POWER = -12  # of ten: metres of the shortest bar
_SHORTEST_BAR = 40.0  # millimetres


def _path(points: Iterable[Any], frame: _Frame) -> str:
    places = (frame.place(x, y) for x, y, *_ in points)
    return " ".join(f"{x:.4f} {y:.4f} {'l' if number else 'm'}" for number, (x, y) in enumerate(places))
