"""The same drawing, turned, moved, scaled, reordered or cut, has the same rooms."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import detect_segments
from detection.closing import close
from detection.node import node, noding_tolerance
from detection.scale import measure_scale
from detection.strokes import canonical

FloatArray = np.ndarray[Any, np.dtype[np.float64]]


@st.composite
def drawings(draw: st.DrawFn) -> FloatArray:
    """Walls of a block of rooms that is split again and again; each split is one stroke."""
    cells = [(0.0, 0.0, 12.0, 9.0)]
    walls = [(0.0, 0.0, 12.0, 0.0), (12.0, 0.0, 12.0, 9.0), (12.0, 9.0, 0.0, 9.0), (0.0, 9.0, 0.0, 0.0)]
    for _ in range(draw(st.integers(0, 7))):
        a, b, c, d = cells.pop(draw(st.integers(0, len(cells) - 1)))
        share = draw(st.integers(30, 70)) / 100
        if c - a > d - b:
            m = a + share * (c - a)
            walls.append((m, b, m, d))
            cells += [(a, b, m, d), (m, b, c, d)]
        else:
            m = b + share * (d - b)
            walls.append((a, m, c, m))
            cells += [(a, b, c, m), (a, m, c, d)]
    if draw(st.booleans()):
        a, b, c, d = cells[draw(st.integers(0, len(cells) - 1))]
        x, y, r = (a + c) / 2, (b + d) / 2, min(c - a, d - b) / 4
        walls += [(x - r, y, x, y + r), (x, y + r, x + r, y), (x + r, y, x, y - r), (x, y - r, x - r, y)]
    return np.array(walls)


@st.composite
def sketches(draw: st.DrawFn) -> FloatArray:
    """Drawings in which some walls stop short, and some have a door."""
    walls = draw(drawings()).tolist()
    for row in range(4, len(walls)):
        x0, y0, x1, y1 = walls[row]
        along = np.array([x1 - x0, y1 - y0])
        length = float(np.hypot(*along))
        change = draw(st.sampled_from(["none", "short", "door"]))
        if change == "short" and length > 1:
            walls[row] = [x0, y0, *(np.array([x1, y1]) - along / length * 0.08)]
        if change == "door" and length > 2.5:
            middle = np.array([x0, y0]) + along * 0.45
            walls[row] = [x0, y0, *middle]
            walls.append([*(middle + along / length * 0.9), x1, y1])
    return np.array(walls)


def areas(walls: FloatArray) -> list[float]:
    return sorted(room["area"] for room in detect_segments(walls).to_document()["rooms"])


@given(drawings() | sketches(), st.floats(0, 360), st.floats(-1e6, 1e6), st.floats(-3, 3))
def test_turned_moved_and_scaled(walls: FloatArray, degrees: float, shift: float, power: float) -> None:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    scale = 10**power
    turn = np.array([[cos, sin], [-sin, cos]]) * scale
    moved = (walls.reshape(-1, 2) @ turn + shift * scale).reshape(-1, 4)
    # far from the origin the drawing itself is rounded: areas keep as many digits as its coordinates
    assert areas(moved) == pytest.approx([area * scale**2 for area in areas(walls)], rel=1e-5)


@given(drawings() | sketches(), st.randoms(use_true_random=False))
def test_listed_in_another_order_and_direction(walls: FloatArray, random: Any) -> None:
    order = list(range(len(walls)))
    random.shuffle(order)
    shuffled = np.array([walls[k] if random.random() < 0.5 else walls[k][[2, 3, 0, 1]] for k in order])
    first, second = (detect_segments(w).to_document() for w in (walls, shuffled))
    geometry = ("id", "polygon", "holes", "area", "centroid", "label_point", "adjacent", "confidence")
    for one, other in zip(first["rooms"], second["rooms"], strict=True):
        assert {name: one[name] for name in geometry} == {name: other[name] for name in geometry}
        renamed = sorted((order[side["wall"]], side["length"]) for side in other["walls"])
        assert renamed == sorted((side["wall"], side["length"]) for side in one["walls"])


@given(drawings(), st.lists(st.floats(0.1, 0.9), min_size=1, max_size=12))
def test_walls_cut_in_two(walls: FloatArray, shares: list[float]) -> None:
    pieces = []
    for row, wall in enumerate(walls):
        cut = wall[:2] + shares[row % len(shares)] * (wall[2:] - wall[:2])
        pieces += [[*wall[:2], *cut], [*cut, *wall[2:]]]
    assert areas(np.array(pieces)) == pytest.approx(areas(walls))


@given(drawings())
def test_a_drawing_without_free_ends_is_not_touched(walls: FloatArray) -> None:
    strokes = canonical(walls, np.arange(len(walls)))
    tolerance = noding_tolerance(strokes.ends)
    graph = node(strokes.ends, tolerance)
    assert np.bincount(graph.edges.ravel()).min() >= 2
    closing = close(strokes.ends, graph, tolerance, measure_scale(strokes.ends).clearance)
    assert len(closing) == 0
    assert len(closing.rejected) == 0


@given(drawings())
def test_rooms_and_holes_tile_the_outline(walls: FloatArray) -> None:
    document = detect_segments(walls).to_document()
    assert sum(room["area"] for room in document["rooms"]) == pytest.approx(12 * 9)
    assert all(0 <= room["confidence"] <= 1 for room in document["rooms"])


@given(
    st.lists(st.tuples(*[st.integers(0, 12)] * 4).filter(lambda w: w[:2] != w[2:]), min_size=1, max_size=25)
)
def test_any_scribble_has_disjoint_rooms(walls: list[tuple[int, int, int, int]]) -> None:
    document = detect_segments(np.array(walls, dtype=float)).to_document()
    low, high = np.array(walls).reshape(-1, 2).min(axis=0), np.array(walls).reshape(-1, 2).max(axis=0)
    assert sum(room["area"] for room in document["rooms"]) <= np.prod(high - low + 2.0)
    assert all(room["area"] > 0 for room in document["rooms"])
