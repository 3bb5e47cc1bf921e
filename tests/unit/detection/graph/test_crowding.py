"""The guard against drawings whose walls meet too often is itself bounded."""

import tracemalloc

import numpy as np
import pytest

from detection import InvalidPlanError, detect_rooms, pipeline
from detection.graph.crowding import estimate_pairs, refuse_crowded, refuse_repeated_arcs
from detection.segments.segments import canonical


@pytest.mark.parametrize("spread", [0.0, 1e-3])
def test_walls_on_one_line_are_refused_in_little_memory(spread: float) -> None:
    count = 60_000
    walls = np.array([0, 0, 100, 50]) + np.random.default_rng(0).normal(0, spread, (count, 4))
    segments = canonical(walls, np.arange(count))
    tracemalloc.start()
    with pytest.raises(InvalidPlanError, match=r"around walls 0, 1, 2, 3, 4"):
        refuse_crowded(segments, 20_000_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50e6


@pytest.mark.parametrize("way", [(0.0, 1e-5), (1e-5, 0.0), (1e-4, -1e-4)])
def test_walls_close_side_by_side_are_refused(way: tuple[float, float]) -> None:
    """They meet nowhere, but each look around an end finds all of them."""
    ends = np.array([0.0, 0, 10, 10]) + np.arange(60_000)[:, None] * np.array([*way, *way])
    with pytest.raises(InvalidPlanError, match="close beside each other"):
        refuse_crowded(canonical(ends, np.arange(len(ends))), 20_000_000)


def test_walls_beside_a_long_one_are_not_crowded() -> None:
    doors = [[4.0 * k, 0.5, 4.0 * k + 3, 0.5] for k in range(5000)]
    pairs, _ = estimate_pairs(np.array([*doors, [0.0, 0, 20_000, 0]]))
    assert pairs == 0


def test_the_estimate_is_exact_for_all_walls() -> None:
    grid = np.array([[k, 0, k, 20] for k in range(20)] + [[0, k, 20, k] for k in range(20)], dtype=float)
    pairs, densest = estimate_pairs(grid)
    assert pairs == 400
    assert len(densest) == 21


@pytest.mark.parametrize("spread", [0.0, 1e-7])
def test_arcs_that_repeat_each_other_are_refused(spread: float) -> None:
    """Before they are laid out as chords, 26 each, of which billions of pairs would meet."""
    count = 20_000
    pieces = np.array([1.0, 1, 5, 1, 0.5]) + np.random.default_rng(0).normal(0, spread, (count, 5))
    pieces[1::2] = pieces[1::2][:, [2, 3, 0, 1, 4]] * [1, 1, 1, 1, -1]  # drawn from the other end
    with pytest.raises(InvalidPlanError, match="too many walls may meet"):
        refuse_repeated_arcs(pieces, np.arange(count), 20_000_000)


def test_arcs_beside_each_other_are_not_refused() -> None:
    x = np.arange(20_000.0)
    pieces = np.column_stack([x, 0 * x, x + 0.9, 0 * x, 0 * x + 0.5])
    refuse_repeated_arcs(pieces, np.arange(len(x)), 20_000_000)
    pieces[:, 2:4] = pieces[:1, :2]
    pieces[:, :2] = pieces[:1, :2]  # without length, as they are left out of a drawing
    refuse_repeated_arcs(pieces, np.arange(len(x)), 20_000_000)


def test_a_plan_of_equal_arcs_is_refused_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "find_doors", None)  # which would lay them out
    arc = {"type": "arc", "start": [1, 1], "end": [5, 1], "bulge": 0.5}
    with pytest.raises(InvalidPlanError, match="around walls 0, 1, 2"):
        detect_rooms({"walls": [arc] * 3000})
