"""Segments in line that touch or overlap become one."""

import numpy as np

from detection.graph.merging import MergedSegments, merge_collinear
from detection.graph.noding import node, noding_tolerance
from detection.segments.segments import canonical


def joined(walls: list[list[float]]) -> MergedSegments:
    segments = canonical(np.array(walls, dtype=float), np.arange(len(walls)))
    tolerance = noding_tolerance(segments.ends)
    return merge_collinear(segments.ends, node(segments.ends, tolerance), tolerance)


def test_pieces_of_a_wall_are_one_segment() -> None:
    assert joined([[0, 0, 4, 2], [10, 5, 4, 2]]).ends.tolist() == [[0, 0, 10, 5]]


def test_a_wall_through_a_junction_is_one_segment() -> None:
    assert joined([[0, 0, 4, 0], [4, 0, 9, 0], [4, 0, 4, 3]]).ends.tolist() == [[0, 0, 9, 0], [4, 0, 4, 3]]


def test_walls_that_overlap_in_part_are_one_segment() -> None:
    assert joined([[0, 0, 6, 0], [4, 0, 9, 0], [5, 0, 7, 0]]).ends.tolist() == [[0, 0, 9, 0]]


def test_walls_with_a_gap_between_them_stay_two() -> None:
    assert len(joined([[0, 0, 4, 0], [4.01, 0, 9, 0]])) == 2


def test_walls_that_bend_or_lie_side_by_side_stay_two() -> None:
    assert len(joined([[0, 0, 4, 0], [4, 0, 9, 0.01]])) == 2
    assert len(joined([[0, 0, 9, 0], [0, 0.01, 9, 0.01]])) == 2


def test_a_chain_that_bends_too_little_stays_in_pieces() -> None:
    angles = 2e-8 * np.arange(40)  # two in a row are in line within the tolerance, which is 4e-8 here
    points = np.vstack([[0, 0], np.cumsum(np.column_stack([np.cos(angles), np.sin(angles)]), axis=0)])
    assert len(joined(np.hstack([points[:-1], points[1:]]).tolist())) == 40


def test_each_end_knows_its_segment() -> None:
    found = joined([[0, 0, 4, 0], [4, 0, 9, 0]])
    one = np.zeros(1, dtype=np.int64)
    assert found.nearer(one, np.array([[0.5, 0]])).tolist() == [0]
    assert found.nearer(one, np.array([[9.5, 0]])).tolist() == [1]
