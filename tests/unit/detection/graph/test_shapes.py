"""Points in faces, and places for labels, without Shapely's polygons: the same as with them."""

import numpy as np
import pytest
import shapely

from benchmarks.detection_speed import noisy_block
from detection import detect_segments
from detection.graph import shapes
from detection.graph.measure import label_points
from detection.graph.shapes import Shapes
from detection.rooms.rooms import Rooms

COURT = [[0, 0, 9, 0], [9, 0, 9, 9], [9, 9, 0, 9], [0, 9, 0, 0]]
HOUSE = [[3, 3, 6, 3], [6, 3, 6, 6], [6, 6, 3, 6], [3, 6, 3, 3]]


@pytest.fixture(scope="module")
def court() -> Rooms:
    """A room with a hole, and the room in it."""
    return detect_segments(np.array(COURT + HOUSE, dtype=float))


def test_a_point_in_a_hole_is_not_in_the_face_around_it(court: Rooms) -> None:
    points = np.array([[1.0, 1.0], [4.0, 4.0], [20.0, 1.0]])
    assert [each.tolist() for each in court.shapes.holding(points)] == [[0, 1], [0, 1]]


def test_a_point_on_a_side_is_in_no_face(court: Rooms) -> None:
    points = np.array([[0.0, 4.0], [9.0, 9.0], [5.0, 3.0], [3.0, 6.0]])
    assert not len(court.shapes.holding(points)[0])


@pytest.mark.parametrize("few", [0, 10**9], ids=["tree", "sides"])
def test_points_are_in_the_same_faces_either_way(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "FEW", few)
    found = detect_segments(noisy_block(30, 2))
    points = np.random.default_rng(1).uniform(-2, 24, (200, 2))
    place, row = found.shapes.holding(points)
    tree = shapely.STRtree(found.polygons)
    expected = tree.query(shapely.points(points), predicate="within")
    assert sorted(zip(place.tolist(), row.tolist(), strict=True)) == sorted(map(tuple, expected.T.tolist()))
    assert len(place) > 100


def test_labels_are_where_polygons_have_them(court: Rooms) -> None:
    for found in (court, detect_segments(noisy_block(30, 3))):
        assert np.allclose(found.label_point, label_points(found.polygons, found.sizes.centroid))


def test_no_faces_hold_nothing() -> None:
    none = detect_segments(np.array([[0.0, 0, 1, 0], [0, 1, 1, 1]]))
    assert isinstance(none.shapes, Shapes)
    assert not len(none.shapes.holding(np.array([[0.5, 0.5]]))[0])
    assert none.label_point.shape == (0, 2)
