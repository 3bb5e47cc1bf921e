"""Which faces of a drawing are rooms, and which lie between lines that were meant to be one."""

import numpy as np
import pytest

from detection.graph.measure import Corners, Measures
from detection.graph.nesting import Faces
from detection.rooms.classify import hardly_rooms, room_faces


def rooms(area: list[float], perimeter: list[float], corners: list[int], places: list[float]) -> list[int]:
    """Numbers of the faces that are rooms no narrower than 0.5, each with so many corners from (x, 0) on."""
    points = np.vstack(
        [np.column_stack([np.full(n, x), np.arange(n)]) for n, x in zip(corners, places, strict=True)]
    )
    count = len(area)
    none = np.zeros(0, dtype=np.int64)
    found: list[int] = room_faces(
        Corners(points, np.concatenate([[0], np.cumsum(corners)])),
        Measures(np.array(area), np.array(perimeter), np.zeros((count, 2)), np.zeros((count, 4))),
        Faces(np.arange(count), none, none, none, np.arange(count)),
        0.5,
    ).tolist()
    return found


def test_a_room_is_wider_than_a_sliver() -> None:
    """By twice the area over the perimeter: 0.5 is too little."""
    assert rooms([5.0, 5.1], [20.0, 20.0], [4, 4], [0.0, 1.0]) == [1]


def test_a_room_has_three_corners() -> None:
    assert rooms([9.0, 9.0, 0.1], [12.0, 12.0, 12.0], [3, 2, 3], [0.0, 1.0, 2.0]) == [0]


def test_rooms_are_in_order_of_their_places_then_sizes() -> None:
    assert rooms([9.0, 8.0, 7.0], [12.0] * 3, [4, 4, 4], [5.0, 1.0, 5.0]) == [1, 2, 0]


@pytest.mark.parametrize(
    ("width", "sure", "sliver"),
    [(0.074, 0.019, True), (0.075, 0.019, False), (0.074, 0.02, False), (0.2, 0.9, False)],
)
def test_a_sliver_is_narrow_and_hardly_a_room(width: float, sure: float, *, sliver: bool) -> None:
    assert hardly_rooms(np.array([width]), np.array([sure])).tolist() == [sliver]
