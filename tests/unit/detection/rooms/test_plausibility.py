"""What no building has limits the confidence of rooms, at the sizes and shares where it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detection.rooms.plausibility import Doubt, find_doubts, limited


def doubts(
    areas: tuple[float, ...] = (20.0, 10.0, 12.0, 15.0),
    *,
    extent: tuple[float, float] = (10.0, 8.0),
    perimeters: tuple[float, ...] | None = None,
    **given: Any,
) -> list[Doubt]:
    """The doubts about rooms in a box, which touch each other unless something else is given."""
    area = np.array(areas)
    none = np.zeros(len(area), dtype=bool)
    perimeter = 4 * np.sqrt(area) if perimeters is None else np.array(perimeters)
    wide, high = extent
    lines = np.array([[0, 0, wide, 0], [wide, 0, wide, high], [wide, high, 0, high], [0, high, 0, 0]])
    defaults: dict[str, Any] = {
        "units": None,
        "apart": None,
        "touching": ~none,
        "several_names": none,
        "names_outside": 0,
        "names": 0,
        "fixtures": (none, none),
        "unlike": none,
        "filled": none,
    }
    return find_doubts(area, perimeter, lines.astype(float), **{**defaults, **given})


def kinds(found: list[Doubt]) -> list[str]:
    return [doubt.kind for doubt in found]


THREE = (20.0, 10.0, 12.0)  # too few to be symbols


def row(*chosen: int) -> np.ndarray:
    return np.array(chosen, dtype=bool)


def test_rooms_of_a_house_are_plausible() -> None:
    assert doubts(units="m") == []


@pytest.mark.parametrize(("metres", "doubted"), [(1.49, True), (1.5, False), (5000.0, False), (5001.0, True)])
def test_a_building_has_an_extent(metres: float, *, doubted: bool) -> None:
    assert kinds(doubts(THREE, extent=(metres, 1.0), units="m")) == ["units"] * doubted
    assert kinds(doubts(THREE, extent=(1.0, metres), units="m")) == ["units"] * doubted


@pytest.mark.parametrize(
    ("units", "doubted"), [("mm", True), ("cm", True), ("m", False), ("px", False), (None, False)]
)
def test_an_extent_counts_in_the_unit_of_the_plan(units: str | None, *, doubted: bool) -> None:
    assert kinds(doubts(extent=(12.0, 8.0), units=units)) == ["units"] * doubted


def test_a_doubted_unit_says_which_way() -> None:
    [small], [large] = (
        doubts(THREE, extent=(12.0, 8.0), units="cm"),
        doubts(THREE, extent=(9000.0, 8.0), units="m"),
    )
    assert small.detail == "the drawing is 12 cm wide, too small for a building: its units may be others"
    assert large.detail == "the drawing is 9000 m wide, too large for a building: its units may be others"
    assert (small.most, small.rooms.tolist()) == (0.5, [True] * 3)


@pytest.mark.parametrize(
    ("middle", "doubted"), [(0.29, True), (0.3, False), (50_000.0, False), (50_001.0, True)]
)
def test_most_rooms_have_an_area(middle: float, *, doubted: bool) -> None:
    found = doubts((0.01, middle, 9e9), extent=(4000.0, 4000.0), units="m")
    assert kinds(found) == ["implausible"] * doubted


def test_an_implausible_area_is_told_in_square_metres() -> None:
    [found] = doubts((900.0, 1000.0, 1100.0), extent=(500.0, 500.0), units="cm")
    assert found.detail == "most rooms have an area of 0.1 m², which is implausible"
    assert (found.most, found.rooms.tolist()) == (0.5, [True] * 3)


def test_a_drawing_without_rooms_is_doubted_for_size() -> None:
    everything: dict[str, Any] = {"apart": 1.0, "names_outside": 3, "names": 3}
    assert doubts((), units="m", **everything) == []
    assert kinds(doubts((), extent=(1.0, 1.0), units="m", **everything)) == ["units"]


def test_rooms_as_narrow_as_two_lines_may_be_walls() -> None:
    """1.6 times the distance of the lines, by twice the area over the perimeter."""
    found = doubts((16.0, 16.1), perimeters=(100.0, 100.0), apart=0.2)
    assert kinds(found) == ["like_a_wall"]
    assert (found[0].rooms.tolist(), found[0].most) == ([True, False], 0.3)
    assert found[0].detail == "no wider than 0.2, which may be the thickness of a wall"
    assert doubts((16.1, 16.1), perimeters=(100.0, 100.0), apart=0.2) == []


@pytest.mark.parametrize(
    ("areas", "touching", "doubted"),
    [
        ((7.5, 7.5, 7.5, 7.5), False, True),  # 0.3 of the drawing, and they lie apart
        ((7.6, 7.5, 7.5, 7.5), False, False),
        ((10.0, 10.0, 10.0), False, False),  # three are too few to say so
        ((10.0, 5.0, 5.0, 5.0), True, True),  # they touch, and the largest has 0.1 of the drawing
        ((10.1, 5.0, 5.0, 5.0), True, False),
        ((10.1, 5.0, 5.0, 5.0), False, True),
    ],
)
def test_shapes_that_fill_little_are_symbols(
    areas: tuple[float, ...], *, touching: bool, doubted: bool
) -> None:
    rooms = np.full(len(areas), touching)
    found = doubts(areas, extent=(10.0, 10.0), touching=rooms)
    assert kinds(found) == ["symbols"] * doubted
    assert all(doubt.most == 0.5 and doubt.rooms.all() for doubt in found)


def test_symbols_are_measured_by_the_hull_of_the_drawing() -> None:
    """A box around a slanted drawing holds twice of it."""
    slanted = np.array([[5.0, 0, 10, 5], [10, 5, 5, 10], [5, 10, 0, 5], [0, 5, 5, 0]])
    area, none = np.array([4.0] * 4), np.zeros(4, dtype=bool)
    found = find_doubts(
        area,
        4 * np.sqrt(area),
        slanted,
        units=None,
        apart=None,
        touching=none,
        several_names=none,
        names_outside=0,
        names=0,
        fixtures=(none, none),
        unlike=none,
        filled=none,
    )
    assert found == []


@pytest.mark.parametrize(
    ("given", "kind", "most"),
    [
        ({"unlike": row(1, 0, 0, 0)}, "other_reading", 0.5),
        ({"filled": row(1, 0, 0, 0)}, "filled_by_walls", 0.5),
        ({"fixtures": (row(1, 0, 0, 0), row(0, 0, 0, 0))}, "fixtures", 0.3),
        ({"fixtures": (row(0, 0, 0, 0), row(1, 0, 0, 0))}, "parted_by_fixtures", 0.5),
        ({"several_names": row(1, 0, 0, 0)}, "several_names", 0.5),
    ],
)
def test_rooms_are_doubted_that_something_speaks_against(
    given: dict[str, Any], kind: str, most: float
) -> None:
    [found] = doubts(**given)
    assert (found.kind, found.most, found.rooms.tolist()) == (kind, most, [True, False, False, False])
    assert len(found.detail.split()) > 4


def test_most_names_must_lie_in_rooms() -> None:
    assert doubts(names_outside=2, names=4) == []
    [found] = doubts(names_outside=3, names=4)
    assert (found.kind, found.most, found.rooms.tolist()) == ("names_outside", 0.5, [True] * 4)
    assert found.detail == "3 of 4 names of rooms lie in no room"


def test_the_least_limit_of_a_room_counts() -> None:
    one, other = Doubt("a", "", row(1, 1, 0), 0.5), Doubt("b", "", row(0, 1, 0), 0.3)
    assert limited(np.array([0.9, 0.9, 0.9]), [one, other]).tolist() == [0.5, 0.3, 0.9]
    assert limited(np.array([0.2, 0.2, 0.2]), [one, other]).tolist() == [0.2, 0.2, 0.2]


def test_nothing_is_certain_and_nothing_impossible() -> None:
    assert limited(np.array([0.0, 1.0, 0.12345]), []).tolist() == [0.001, 0.999, 0.123]
