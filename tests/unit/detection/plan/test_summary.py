"""What is said of a plan before its rooms are known."""

import math

import pytest

from detection.plan.parse import parse_plan
from detection.plan.summary import summarize


def test_walls_are_counted_and_measured() -> None:
    walls = [
        {"type": "polyline", "points": [[0, 0], [4, 0], [4, 3]], "closed": True, "is_load_bearing": True},
        {"type": "line", "start": [-1, 1], "end": [4, 1]},
    ]
    summary = summarize(parse_plan({"walls": walls, "units": "m"}))
    assert (summary.walls_count, summary.pieces_count, summary.load_bearing_count) == (2, 4, 1)
    assert (summary.length, summary.bounding_box, summary.units) == (17, (-1, 0, 4, 3), "m")


@pytest.mark.parametrize(
    ("bulge", "box"),
    [
        (1, (0, -1, 2, 0)),  # half a circle, counter-clockwise from left to right: below the chord
        (-1, (0, 0, 2, 1)),
        (math.tan(math.pi / 8), (0, 1 - math.sqrt(2), 2, 0)),  # a quarter
        (-math.tan(3 * math.pi / 8), (1 - math.sqrt(2), 0, 1 + math.sqrt(2), 1 + math.sqrt(2))),
    ],
)
def test_arcs_reach_beyond_their_ends(bulge: float, box: tuple[float, ...]) -> None:
    summary = summarize(
        parse_plan({"walls": [{"type": "arc", "start": [0, 0], "end": [2, 0], "bulge": bulge}]})
    )
    assert summary.bounding_box == pytest.approx(box)
    radius = (1 + bulge * bulge) / (2 * abs(bulge))
    assert summary.length == pytest.approx(radius * 4 * math.atan(abs(bulge)))
