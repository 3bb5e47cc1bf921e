"""The compiled kernels and the NumPy path give the same documents, to the last bit."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection_speed import noisy_block, split_block
from benchmarks.noise import CONDITIONS, case_of, noisy
from detection.graph.merging import merge_collinear
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


@pytest.mark.parametrize("seed", range(8))
def test_bent_chains_are_merged_alike_on_both_paths(seed: int, kernels: library.Kernels) -> None:
    """Chains whose segments are in line one by one, and not in all, with repeats and a line across."""
    assert kernels is not None
    rng, tolerance = np.random.default_rng(seed), 1e-3
    x, y = np.cumsum(rng.uniform(0.1, 1.0, 30)), np.cumsum(rng.normal(0, 0.6 * tolerance, 30))
    chain = np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])
    walls = np.vstack([chain, chain[rng.integers(0, 29, 3)], [[x[1], -1, x[1], 2]]])
    walls = walls[:, [1, 0, 3, 2]] if seed % 2 else walls
    compiled = merge_collinear(walls, node(walls, tolerance), tolerance)
    with library.plain():
        expected = merge_collinear(walls, node(walls, tolerance), tolerance)
    assert 0 < len(expected) < len(walls)
    for name, column in vars(expected).items():
        assert np.array_equal(getattr(compiled, name), column), name
