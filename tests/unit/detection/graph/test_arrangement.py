"""A drawing that grows and shrinks is noded as if each state of it were new."""

import numpy as np
import pytest

from detection.graph.arrangement import arranged
from detection.graph.noding import Graph, node
from detection.kernels import library
from detection.segments.segments import FloatArray
from tests.unit.detection.kernels.drawings import drawing

TOLERANCE = 1e-8


@pytest.fixture(autouse=True)
def _needs_kernels() -> None:
    if library.kernels() is None:
        # The plain path keeps no arrangement; `kernels/conftest.py` fails where a compiler built no library.
        pytest.skip("there are no compiled kernels, and nothing else remembers drawings")


def same(a: Graph, b: Graph) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(vars(a).values(), vars(b).values(), strict=True))


def noded_anew(ends: FloatArray) -> Graph:
    with library.plain():
        return node(ends, TOLERANCE)


@pytest.mark.parametrize("seed", range(12))
def test_the_graph_follows_segments_that_come_and_go(seed: int) -> None:
    rng = np.random.default_rng(seed)
    segments = np.vstack([drawing(100 + seed), drawing(200 + seed)])
    base = len(segments) // 2
    with arranged():
        for _ in range(8):
            count = int(rng.integers(base, len(segments) + 1))
            ends = segments[:count].copy()
            other = rng.random() < 0.5  # another end of the drawing, which has to be taken back
            ends[base:] += 0.25 * other
            assert same(node(ends, TOLERANCE), noded_anew(ends)), (seed, count)


def test_two_drawings_in_turn_are_told_apart() -> None:
    first, second, third = drawing(1), drawing(2), drawing(3)
    with arranged():
        for ends in (first, second, first, third, second, first[:0], first):
            assert same(node(ends, TOLERANCE), noded_anew(ends) if len(ends) else node(ends, TOLERANCE))


def test_segments_far_outside_begin_a_new_grid() -> None:
    base = drawing(5)
    far = np.vstack([base, 1e4 + base])
    with arranged():
        node(base, TOLERANCE)
        assert same(node(far, TOLERANCE), noded_anew(far))


def test_a_longer_drawing_is_known_up_to_where_it_differs() -> None:
    compiled = library.kernels()
    assert compiled is not None
    drawn = compiled.arrangement()
    base = drawing(7)
    drawn.node(base, TOLERANCE, lambda: None)
    longer = np.vstack([base, base[:2] + 0.5])
    assert drawn.common(longer) == len(base)
    assert drawn.common(base[1:]) == 0
