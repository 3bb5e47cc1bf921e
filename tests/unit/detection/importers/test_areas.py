"""Areas that are filled like walls: outlines where they touch, holes, and how thick walls are."""

from typing import Any

import pytest

from detection.importers.areas import joined_areas
from detection.importers.paths import Wall


def box(left: float, bottom: float, right: float, top: float) -> Wall:
    corners = [[left, bottom], [right, bottom], [right, top], [left, top]]
    return {"type": "polyline", "points": corners, "closed": True}


def test_layers_of_one_wall_become_one_outline() -> None:
    joined, thickness = joined_areas([box(0, 0, 10, 0.4), box(0, 0.4, 10, 0.5), box(2, 0.1, 2.1, 0.2)])
    assert len(joined) == 1
    assert thickness == pytest.approx(0.5, rel=0.05)


def test_the_hole_of_a_ring_of_walls_stays_a_hole() -> None:
    joined, thickness = joined_areas([box(0, 0, 10, 8), box(0.3, 0.3, 9.7, 7.7), box(4, 0.2, 4.2, 7.8)])
    assert len(joined) == 3  # the outline, and two rooms
    assert thickness == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize(
    "walls",
    [
        [{"type": "line", "start": [0.0, 0.0], "end": [1.0, 0.0]}],
        [box(0, 0, 1, 1)],
        [box(0, 0, 4, 0.2), {**box(4, 0, 8, 0.2), "thickness": 0.1}],
        [box(0, 0, 0, 0), box(1, 1, 1, 1)],
    ],
)
def test_what_does_not_touch_stays_as_it_is(walls: list[dict[str, Any]]) -> None:
    assert joined_areas(walls)[0] == walls


def test_squares_are_no_walls() -> None:
    assert joined_areas([box(0, 0, 5, 5), box(5, 0, 10, 5)])[1] is None
