"""Walls that end before their corner, passages beside doors, and stubs: each drawn in many ways."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.noise import case_of, noisy, valid
from benchmarks.scoring import Score
from detection import Options, detect_segments

CASES = Path(__file__).parents[3] / "data" / "cases"
Points = NDArray[np.float64]
Walls = list[list[float]]


def turned(points: Points) -> Points:
    cos, sin = math.cos(math.radians(17.3)), math.sin(math.radians(17.3))
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]) + [4000, -700])


WAYS: dict[str, Callable[[Points], Points]] = {
    "as drawn": lambda points: points,
    "turned and moved": turned,
    "mirrored": lambda points: points * [-1, 1],
    "on its side": lambda points: points[:, ::-1] * [1, -1],
    "in other units": lambda points: points * 39.37,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_every_room_of_a_case_is_found_however_it_lies(name: str, way: str) -> None:
    plan = json.loads((CASES / f"{name}.json").read_text())
    move = WAYS[way]
    for wall in plan["walls"]:
        wall["start"], wall["end"] = move(np.array([wall["start"], wall["end"]], dtype=float)).tolist()
    plan["rooms"] = [move(np.array(ring, dtype=float)).tolist() for ring in plan["rooms"]]
    case, score = case_of(plan), Score()
    found = detect_segments(case.walls)
    score.add(case, np.array([valid(shape) for shape in found.polygons], dtype=object), found.confidence)
    assert (score.missed, score.extra) == (0, 0)


def areas(walls: Walls, options: Options | None = None) -> list[float]:
    return sorted(shape.area for shape in detect_segments(np.array(walls, dtype=float), options).polygons)


@pytest.mark.parametrize(("width", "height"), [(4.4, 5.55), (3.2, 3.9), (5.5, 4.6)])
@pytest.mark.parametrize(("short", "offset"), [(0.63, 0.89), (0.35, 0.4), (1.1, 0.7), (0.5, 1.2)])
def test_a_wall_is_led_around_the_corner_to_a_room_beside(
    width: float, height: float, short: float, offset: float
) -> None:
    """One of the two walls that miss their corner ends at the corner of a room, and so has no free end."""
    low = height - offset
    right: Walls = [[0, 0, width, 0], [width, 0, width, height], [short, height, width, height]]
    left: Walls = [[0, 0, 0, low], [0, 0, -4, 0], [-4, 0, -4, low], [-4, low, 0, low]]
    assert areas(right + left) == pytest.approx(sorted([width * height, 4 * low]))


@pytest.mark.parametrize("corner", range(4))
@pytest.mark.parametrize(("one", "other"), [(0.4, 0.9), (0.63, 0.89), (1.1, 0.5)])
def test_two_walls_that_end_far_before_their_corner_meet(corner: int, one: float, other: float) -> None:
    outer: Walls = [[0, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0]]
    inner: Walls = [[0, 4, 12, 4], [4, 0, 4, 4], [8, 0, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8]]
    whole = areas(outer + inner)
    before, after = np.array(outer[corner - 1], dtype=float), np.array(outer[corner], dtype=float)
    before[2:] -= one * (before[2:] - before[:2]) / np.hypot(*(before[2:] - before[:2]))
    after[:2] += other * (after[2:] - after[:2]) / np.hypot(*(after[2:] - after[:2]))
    outer[corner - 1], outer[corner] = before.tolist(), after.tolist()
    assert areas(outer + inner) == pytest.approx(whole)


@pytest.mark.parametrize("length", [0.2, 0.3, 0.45])
@pytest.mark.parametrize("at", [0.25, 0.6, 1.0, 2.0])
def test_a_stub_parts_off_no_sliver(length: float, at: float) -> None:
    walls: Walls = [
        [0, 0, 9, 0],
        [9, 0, 9, 4],
        [9, 4, 0, 4],
        [0, 4, 0, 0],
        [4.5, 0, 4.5, 4],
        [at, 0, at, length],
    ]
    assert areas(walls) == pytest.approx([18, 18])


def diagnostics(walls: Walls, kind: str, options: Options | None = None) -> list[dict[str, Any]]:
    found = detect_segments(np.array(walls, dtype=float), options).to_document()
    return [each for each in found["diagnostics"] if each["kind"] == kind]


OPEN: Walls = [
    [0, 0, 4, 0], [4, 0, 4, 5], [4, 5, 0, 5], [0, 5, 0, 0],
    [4, 0, 9, 0], [9, 0, 9, 4.2], [8.4, 5, 4, 5],
]  # fmt: skip


def test_a_room_that_is_not_closed_is_told_as_lost() -> None:
    [finding] = diagnostics(OPEN, "lost_room", Options(strict=True))
    assert finding["area"] == pytest.approx(25, rel=0.05)
    x, y = finding["at"]
    assert 4 < x < 9
    assert 0 < y < 5
    assert finding["detail"].startswith("walls nearly enclose an area of about ")


def test_nothing_is_lost_where_all_is_closed_or_far_open() -> None:
    assert diagnostics(OPEN, "lost_room") == []  # closed
    wide = [*OPEN[:5], [9, 0, 9, 1.5]]
    assert diagnostics(wide, "lost_room", Options(strict=True)) == []


# walls and openings of a dwelling of FloorplanTransformation (MIT); two openings reach to one corner
DWELLING: Walls = [
    [232, 15, 232, 68], [232, 15, 302, 15], [302, 15, 302, 254], [124, 68, 124, 254], [124, 68, 232, 68],
    [124, 95, 231, 95], [124, 254, 302, 254], [178, 68, 178, 95], [231, 95, 231, 254], [231, 228, 262, 228],
    [262, 228, 262, 254], [124, 175, 231, 175], [262, 15, 262, 94], [262, 94, 302, 94], [262, 68, 302, 68],
]  # fmt: skip
CUTS: Walls = [
    [183, 68, 209, 68], [125, 95, 175, 95], [231, 124, 231, 174], [231, 175, 231, 227], [302, 124, 302, 163],
    [302, 200, 302, 236], [124, 107, 124, 158], [124, 190, 124, 238], [231, 229, 231, 252],
]  # fmt: skip


def test_openings_may_reach_a_corner_from_two_sides() -> None:
    rooms: list[Walls] = [
        [[178, 68], [124, 68], [124, 95], [178, 95]], [[124, 95], [124, 175], [231, 175], [231, 95]],
        [[124, 175], [124, 254], [231, 254], [231, 175]], [[231, 228], [231, 254], [262, 254], [262, 228]],
        [[302, 15], [302, 68], [262, 68], [262, 15]], [[302, 68], [302, 94], [262, 94], [262, 68]],
    ]  # fmt: skip
    walls = [{"start": wall[:2], "end": wall[2:]} for wall in DWELLING]
    cuts = [[cut[:2], cut[2:]] for cut in CUTS]
    case = noisy(
        case_of({"walls": walls, "rooms": rooms, "openings": cuts}),
        "outlines of equal walls with real openings",
        "dwelling",
    )
    assert case is not None
    found = detect_segments(case.walls)
    score = Score()
    score.add(case, np.array([valid(shape) for shape in found.polygons], dtype=object))
    assert score.found == len(rooms)


def test_a_wide_way_with_none_to_compare_is_doubted() -> None:
    outer: Walls = [[0, 0, 12, 0], [12, 0, 12, 9], [12, 9, 0, 9], [0, 9, 0, 0], [0, 5, 12, 5], [4, 0, 4, 5]]
    least: list[float] = []
    for width, doubted in ((0.9, False), (3.2, True)):
        nibs: Walls = [[6, 5, 6, 7 - width / 2], [6, 7 + width / 2, 6, 9]]
        found = detect_segments(np.array(outer + nibs, dtype=float)).to_document()
        reasons = [room["confidence_reasons"] for room in found["rooms"]]
        assert sum(f"a way {width} wide may be left open" in str(each) for each in reasons) == 2 * doubted
        least.append(min(room["confidence"] for room in found["rooms"]))
    assert least[1] < least[0] < 1
