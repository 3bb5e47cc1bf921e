"""The compiled kernels and the NumPy path give the same documents, to the last bit."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection_speed import noisy_block, split_block
from benchmarks.noise import CONDITIONS, case_of, noisy
from detection.graph.noding import node, noding_tolerance
from detection.kernels import library
from tests.unit.detection.kernels.drawings import document, drawing

PLANS = sorted((Path(__file__).parents[3] / "data" / "plans").glob("*.json"))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_real_plans_are_the_same_on_both_paths(path: Path, kernels: library.Kernels) -> None:
    assert kernels is not None
    case = case_of(json.loads(path.read_text()))
    for condition in CONDITIONS if len(case.walls) < 150 else ("clean", "rotated", "jitter"):
        drawn = noisy(case, condition, path.stem)
        if drawn is None:
            continue
        compiled = document(drawn.walls)
        with library.plain():
            assert document(drawn.walls) == compiled, condition


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_random_drawings_are_the_same_on_both_paths(first: int, kernels: library.Kernels) -> None:
    assert kernels is not None
    for seed in range(first, first + 30):
        walls = drawing(seed)
        compiled = document(walls)
        with library.plain():
            assert document(walls) == compiled, seed


def test_many_walls_are_noded_alike_on_both_paths(kernels: library.Kernels) -> None:
    """So many points that they are sorted in another way than few."""
    assert kernels is not None
    walls = np.vstack([noisy_block(1500, 1), split_block(700, 2)[0] - 30.0])
    tolerance = noding_tolerance(walls)
    compiled = node(walls, tolerance)
    with library.plain():
        expected = node(walls, tolerance)
    for name, column in vars(expected).items():
        assert np.array_equal(getattr(compiled, name), column), name
