"""The same drawing, turned, moved, scaled, reordered or cut, has the same rooms."""

import cmath
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detection import detect_rooms, detect_segments
from detection.closing.close import close
from detection.graph.merging import merge_collinear
from detection.graph.noding import node, noding_tolerance
from detection.segments.segments import canonical
from detection.walls.scale import measure_scale

Document = dict[str, Any]
FloatArray = np.ndarray[Any, np.dtype[np.float64]]


@st.composite
def drawings(draw: st.DrawFn) -> FloatArray:
    """Walls of a block of rooms that is split again and again; each split is one segment."""
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
    """Drawings in which some walls stop short or run on, some have a door and some a stub."""
    walls = draw(drawings()).tolist()
    for row in range(4, len(walls)):
        x0, y0, x1, y1 = walls[row]
        along = np.array([x1 - x0, y1 - y0])
        length = float(np.hypot(*along))
        change = draw(st.sampled_from(["none", "short", "long", "door", "stub"]))
        if change in ("short", "long") and length > 1:
            by = {"short": -0.08, "long": 0.06}[change]
            walls[row] = [x0, y0, *(np.array([x1, y1]) + along / length * by)]
        if change == "stub" and length > 1:
            foot = np.array([x0, y0]) + along * 0.37
            walls.append([*foot, *(foot + np.array([-along[1], along[0]]) / length * 0.3)])
        if change == "door" and length > 2.5:
            middle = np.array([x0, y0]) + along * 0.45
            walls[row] = [x0, y0, *middle]
            walls.append([*(middle + along / length * 0.9), x1, y1])
    return np.array(walls)


@st.composite
def plans(draw: st.DrawFn) -> Document:
    """The same as plan documents: some walls bulge, and some that follow each other are one polyline."""
    walls: list[Document] = []
    for x0, y0, x1, y1 in draw(drawings() | sketches()).tolist():
        bulge = draw(st.sampled_from([0.0, 0.0, 0.05, -0.1]))
        previous: Document = walls[-1] if walls else {"type": None}
        if previous["type"] == "polyline" and previous["points"][-1] == [x0, y0]:
            walls[-1] = {**previous, "points": [*previous["points"], [x1, y1]]}
        elif draw(st.booleans()):
            walls.append({"type": "polyline", "points": [[x0, y0], [x1, y1]]})
        elif bulge:
            walls.append({"type": "arc", "start": [x0, y0], "end": [x1, y1], "bulge": bulge})
        else:
            walls.append({"type": "line", "start": [x0, y0], "end": [x1, y1]})
    return {"walls": walls}


def backwards(wall: Document) -> Document:
    """The same wall, listed the other way round."""
    if wall["type"] == "polyline":
        return {**wall, "points": wall["points"][::-1]}
    turned = {**wall, "start": wall["end"], "end": wall["start"]}
    return turned | ({"bulge": -wall["bulge"]} if "bulge" in wall else {})


def in_two(wall: Document, share: float) -> list[Document]:
    """The same wall as two."""
    if wall["type"] == "polyline":
        first, second = np.array(wall["points"][:2])
        cut = (first + share * (second - first)).tolist()
        return [{**wall, "points": [wall["points"][0], cut]}, {**wall, "points": [cut, *wall["points"][1:]]}]
    start, chord = complex(*wall["start"]), complex(*wall["end"]) - complex(*wall["start"])
    if not wall.get("bulge"):
        cut = start + share * chord
        return [{**wall, "end": [cut.real, cut.imag]}, {**wall, "start": [cut.real, cut.imag]}]
    half = 2 * math.atan(wall["bulge"])  # half the sweep: the angle between chord and tangent
    cut = start + chord * math.sin(share * half) / math.sin(half) * cmath.exp(-1j * (1 - share) * half)
    return [
        {**wall, "end": [cut.real, cut.imag], "bulge": math.tan(share * half / 2)},
        {**wall, "start": [cut.real, cut.imag], "bulge": math.tan((1 - share) * half / 2)},
    ]


def areas(walls: FloatArray) -> list[float]:
    return sorted(room["area"] for room in detect_segments(walls).to_document()["rooms"])


def areas_of(plan: Document) -> list[float]:
    return sorted(room["area"] for room in detect_rooms(plan).to_document()["rooms"])


AN_OVERSHOOT_AT_A_DOOR = np.array(  # of the two ends of the door, one runs on past a wall by 0.027
    [
        [0, 0, 12, 0],
        [12, 0, 12, 9],
        [12, 9, 0, 9],
        [0, 9, 0, 0],
        [3.6, 0, 3.6, 9],
        [0, 2.7, 3.6, 2.7],
        [3.6, 2.7, 12.06, 2.7],
        [1.08, 0, 1.08, 1.215],
        [0, 1.188, 1.08, 1.188],
        [0, 4.59, 3.6, 4.59],
        [6.12, 0, 6.12, 2.7],
        [1.08, 2.115, 1.08, 2.7],
    ]
)

A_STUB_BESIDE_A_JUNCTION = np.array(  # it ends 0.03 farther up than the junction at its right
    [
        [0, 0, 12, 0],
        [12, 0, 12, 9],
        [12, 9, 0, 9],
        [0, 9, 0, 0],
        [3.6, 0, 3.6, 9.06],
        [0, 2.7, 3.6, 2.7],
        [3.6, 2.97, 12, 2.97],
        [1.08, 0, 1.08, 2.7],
        [1.332, 2.7, 1.332, 3],
    ]
)

AS_FAR_FROM_TWO_WALLS = np.array(  # a slanting wall ends just before the corner of two others
    [
        [0, 0, 12, 0],
        [12, 0, 12, 9],
        [12, 9, 0, 9],
        [0, 9, 0, 0],
        [4, 0, 4, 9],
        [4, 4, 12, 4],
        [9, 9, 4.05, 4.05],
    ]
)


@given(drawings() | sketches(), st.floats(0, 360), st.floats(-1e6, 1e6), st.floats(-3, 3))
@example(AN_OVERSHOOT_AT_A_DOOR, 91.0, 0.0, 0.0)
@example(A_STUB_BESIDE_A_JUNCTION, 0.0, 0.0, 1.0)
@example(AS_FAR_FROM_TWO_WALLS, 180.0, 0.0, 0.0)
@example(AS_FAR_FROM_TWO_WALLS, 90.0, 0.0, 1.0)
def test_turned_moved_and_scaled(walls: FloatArray, degrees: float, shift: float, power: float) -> None:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    scale = 10**power
    turn = np.array([[cos, sin], [-sin, cos]]) * scale
    moved = (walls.reshape(-1, 2) @ turn + shift * scale).reshape(-1, 4)
    # far from the origin the drawing itself is rounded: areas keep as many digits as its coordinates
    assert areas(moved) == pytest.approx([area * scale**2 for area in areas(walls)], rel=1e-5)


@settings(max_examples=50)
@given(plans(), st.randoms(use_true_random=False))
def test_listed_in_another_order_and_direction(plan: Document, random: Any) -> None:
    walls = plan["walls"]
    order = list(range(len(walls)))
    random.shuffle(order)
    turned = [random.random() < 0.5 for _ in order]
    shuffled = [backwards(walls[k]) if turn else walls[k] for k, turn in zip(order, turned, strict=True)]
    first, second = (detect_rooms({"walls": listed}).to_document() for listed in (walls, shuffled))
    geometry = ("id", "polygon", "holes", "area", "centroid", "label_point", "adjacent", "confidence")
    sides = {"left": "right", "right": "left"}
    for one, other in zip(first["rooms"], second["rooms"], strict=True):
        assert {name: one[name] for name in geometry} == {name: other[name] for name in geometry}
        renamed = [
            (order[s["wall"]], sides[s["side"]] if turned[s["wall"]] else s["side"], s["inferred"])
            for s in other["walls"]
        ]
        drawn = [(s["wall"], s["side"], s["inferred"]) for s in one["walls"]]
        assert sorted(s for s in renamed if not s[2]) == sorted(s for s in drawn if not s[2])


SHARES = st.lists(st.floats(0.1, 0.9), min_size=1, max_size=12)


def cut(plan: Document, shares: list[float]) -> Document:
    """The plan with every wall in two."""
    return {
        "walls": [
            piece for k, wall in enumerate(plan["walls"]) for piece in in_two(wall, shares[k % len(shares)])
        ]
    }


@given(drawings() | sketches(), st.booleans(), SHARES)
def test_walls_cut_in_two(walls: FloatArray, polylines: bool, shares: list[float]) -> None:  # noqa: FBT001
    lines = [
        {"type": "polyline", "points": [w[:2], w[2:]]}
        if polylines
        else {"type": "line", "start": w[:2], "end": w[2:]}
        for w in walls.tolist()
    ]
    assert areas_of(cut({"walls": lines}, shares)) == pytest.approx(areas_of({"walls": lines}))


@settings(max_examples=50)
@given(sketches(), st.floats(0, 360), SHARES, st.randoms(use_true_random=False))
def test_turned_walls_cut_in_two_and_repeated(
    walls: FloatArray, degrees: float, shares: list[float], random: Any
) -> None:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    walls = (walls.reshape(-1, 2) @ np.array([[cos, sin], [-sin, cos]])).reshape(-1, 4)
    lines = [{"type": "line", "start": w[:2], "end": w[2:]} for w in walls.tolist()]
    pieces = cut({"walls": lines}, shares)["walls"]
    again = [wall for wall in lines if random.random() < 0.3]
    assert areas_of({"walls": [*pieces, *again]}) == pytest.approx(areas_of({"walls": lines}))


@given(st.lists(st.floats(0.05, 0.3) | st.floats(-0.3, -0.05), min_size=4, max_size=4), SHARES)
def test_arcs_cut_in_two(bulges: list[float], shares: list[float]) -> None:
    corners = [[0.0, 0.0], [12.0, 0.0], [12.0, 9.0], [0.0, 9.0]]
    arcs = [
        {"type": "arc", "start": start, "end": end, "bulge": bulge}
        for start, end, bulge in zip(corners, corners[1:] + corners[:1], bulges, strict=True)
    ]
    # the pieces have other chords, each off the curve by up to 0.03 % of its radius, here 60 at most
    assert areas_of(cut({"walls": arcs}, shares)) == pytest.approx(areas_of({"walls": arcs}), rel=1e-2)


@given(drawings())
def test_a_drawing_without_free_ends_is_not_touched(walls: FloatArray) -> None:
    segments = canonical(walls, np.arange(len(walls)))
    tolerance = noding_tolerance(segments.ends)
    graph = node(segments.ends, tolerance)
    assert np.bincount(graph.edges.ravel()).min() >= 2
    joined = merge_collinear(segments.ends, graph, tolerance)
    closing = close(joined, graph, tolerance, measure_scale(joined.ends).clearance)
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


def test_a_turned_gap_is_closed_once() -> None:
    gapped = np.array(
        [
            *[[0, 0, 4, 0], [4, 0, 4, 3], [4, 3, 2.05, 3], [1.95, 3, 0, 3]],
            *[[0, 3, 0, 1.52], [0, 1.47, 0, 0], [2, 0, 2, 1.4], [2, 1.45, 2, 3]],
        ]
    )
    said = set()
    for angle in np.linspace(0, 6, 25):
        turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        turned = (gapped.reshape(-1, 2) @ turn).reshape(-1, 4)
        said |= {room["confidence"] for room in detect_segments(turned).to_document()["rooms"]}
    # Rounding may add a leg without length to a gap, which counts as one more: two of the last places.
    assert max(said) - min(said) < 0.0025, "two dangles that face each other propose one way"
