"""Measures of a plan that need no detection. Standard library only."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from detection.plan.parse import Plan


@dataclass(frozen=True, slots=True)
class Summary:
    """Lengths are in the units of the plan."""

    walls_count: int
    pieces_count: int  # lines, arcs and sides of polylines
    load_bearing_count: int
    length: float  # of all walls together
    bounding_box: tuple[float, float, float, float]  # min x, min y, max x, max y
    units: str | None


def summarize(plan: Plan) -> Summary:
    """Count and measure the walls of a valid plan."""
    pieces = list(zip(*(plan.pieces[k::5] for k in range(5)), strict=True))
    points = [point for piece in pieces for point in _extremes(*piece)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Summary(
        walls_count=len(plan.load_bearing),
        pieces_count=len(pieces),
        load_bearing_count=sum(plan.load_bearing),
        length=math.fsum(_length(*piece) for piece in pieces),
        bounding_box=(min(xs), min(ys), max(xs), max(ys)),
        units=plan.units,
    )


def _length(x0: float, y0: float, x1: float, y1: float, bulge: float) -> float:
    chord = math.hypot(x1 - x0, y1 - y0)
    if bulge == 0:
        return chord
    quarter = math.atan(abs(bulge))  # of the sweep
    return chord * 2 * quarter / math.sin(2 * quarter)


def _extremes(x0: float, y0: float, x1: float, y1: float, bulge: float) -> Iterator[tuple[float, float]]:
    """The ends of a piece, and where an arc reaches farthest to each side."""
    yield x0, y0
    yield x1, y1
    if bulge == 0 or (x0, y0) == (x1, y1):
        return
    # The centre lies on the bisector of the chord; (1 - b²) / 4b is its distance in chords.
    off = (1 - bulge * bulge) / (4 * bulge)
    cx, cy = (x0 + x1) / 2 - off * (y1 - y0), (y0 + y1) / 2 + off * (x1 - x0)
    radius = math.hypot(x0 - cx, y0 - cy)
    begin, end = (x0, y0), (x1, y1)
    if bulge < 0:
        begin, end = end, begin
    first = math.atan2(begin[1] - cy, begin[0] - cx)
    sweep = (math.atan2(end[1] - cy, end[0] - cx) - first) % math.tau
    for quarter in range(4):
        if (quarter * math.pi / 2 - first) % math.tau < sweep:
            dx, dy = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
            yield cx + radius * dx, cy + radius * dy
