"""How arrays get to the kernels and back."""

import numpy as np

from benchmarks.detection_speed import split_block
from detection.graph.dangles import find_dangles, repeated_ends
from detection.graph.noding import node
from detection.kernels import library
from detection.kernels.structs import LARGE, address_of
from detection.segments.rays import SegmentTree


def test_the_address_of_an_array_is_that_of_its_data() -> None:
    whole = np.arange(12.0).reshape(3, 4)
    for array in (whole, whole[1:], whole[:, 2:], whole.T, np.zeros((0, 2)), np.frombuffer(b"12345678")):
        assert address_of(array) == array.ctypes.data


def test_first_hits_are_the_same_on_both_paths(kernels: library.Kernels) -> None:
    assert kernels is not None
    ends, rng = split_block(40, 1, slanted=True)[0], np.random.default_rng(2)
    origins, angles = rng.uniform(-5, 30, (300, 2)), rng.uniform(0, 2 * np.pi, 300)
    directions, reach = np.column_stack([np.cos(angles), np.sin(angles)]), rng.uniform(0, 9, 300)
    found = SegmentTree(ends).first_hits(origins, directions, reach)
    with library.plain():
        expected = SegmentTree(ends).first_hits(origins, directions, reach)
    assert np.array_equal(found, expected)
    assert np.isinf(found).any()
    assert (found < 9).any()


def test_repeated_ends_are_the_same_on_both_paths(kernels: library.Kernels) -> None:
    assert kernels is not None
    rng = np.random.default_rng(3)
    y, length = np.arange(60.0) * 3, rng.uniform(1, 2, 60)
    once = np.column_stack([np.zeros(60), y, length, y])
    again = once + rng.uniform(-0.08, 0.08, (60, 4))  # by hand, at an angle, some too far apart
    ends = np.vstack([once, again])
    dangles = find_dangles(node(ends, 1e-9), ends, np.ones(len(ends), dtype=bool))
    found = repeated_ends(dangles, ends, 4.0)
    with library.plain():
        assert np.array_equal(repeated_ends(dangles, ends, 4.0), found)
    assert 10 < len(found) < 110


def test_a_kernel_leaves_a_large_array_as_it_is(kernels: library.Kernels) -> None:
    """It lies where the kernel made it, so the kernel must neither free nor use that memory again."""
    assert kernels is not None
    ends = split_block(3_000, 1)[0]
    expected = node(ends, 1e-9)
    assert expected.points.nbytes > LARGE
    points = expected.points.copy()
    for seed in range(4):
        again = node(split_block(3_000, seed)[0], 1e-9)
    assert np.array_equal(expected.points, points)
    assert not again.points.flags.writeable
    kept = again.points[5:]
    del again
    node(ends, 1e-9)
    assert np.array_equal(kept, node(split_block(3_000, 3)[0], 1e-9).points[5:])
