"""The compiled kernels and the NumPy path give the same documents, to the last bit."""

import json
from pathlib import Path

import pytest

from benchmarks.noise import CONDITIONS, case_of, noisy
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
