"""How arrays get to the kernels and back."""

import numpy as np

from benchmarks.detection_speed import split_block
from detection.kernels import library
from detection.segments.rays import SegmentTree


def test_the_address_of_an_array_is_that_of_its_data() -> None:
    whole = np.arange(12.0).reshape(3, 4)
    for array in (whole, whole[1:], whole[:, 2:], whole.T, np.zeros((0, 2)), np.frombuffer(b"12345678")):
        assert library._address(array) == array.ctypes.data


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
