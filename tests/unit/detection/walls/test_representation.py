"""Lines or bodies: what a plan says of its walls and of its units decides where distances do not."""

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from detection import detect_segments
from detection.options import Options
from detection.plan.parse import parse_plan
from detection.walls.representation import Reading, read_bodies, thickness_agrees
from detection.walls.scale import Scale

if TYPE_CHECKING:
    from detection.walls.bodies import Bodies


def agrees(thickness: float, *given: float, units: str | None = None) -> bool | None:
    line: dict[str, object] = {"type": "line", "start": [0, 0], "end": [4, 0]}
    walls = [{**line, "thickness": each} for each in given] or [line]
    return thickness_agrees(parse_plan({"walls": walls, "units": units}), thickness)


@pytest.mark.parametrize(
    ("given", "expected"), [(0.2, True), (0.26, True), (0.2 / 1.3, True), (0.27, False), (0.15, False)]
)
def test_a_given_thickness_agrees_within_a_third(given: float, *, expected: bool) -> None:
    assert agrees(0.2, given) is expected


def test_one_wall_that_agrees_is_enough() -> None:
    assert agrees(0.2, 0.9, 0.2, 0.05) is True


def test_a_thickness_of_nothing_says_nothing() -> None:
    assert agrees(0.2, 0.0) is None


@pytest.mark.parametrize(
    ("thickness", "units", "expected"),
    [
        (0.02, "m", True),
        (0.65, "m", True),
        (0.019, "m", False),
        (0.66, "m", False),
        (200.0, "mm", True),
        (200.0, "cm", False),
        (8.0, "in", True),
        (200.0, "px", None),
        (0.2, None, None),
    ],
)
def test_walls_are_as_thick_as_walls_are(
    thickness: float, units: str | None, *, expected: bool | None
) -> None:
    assert agrees(thickness, units=units) is expected


def test_a_given_thickness_counts_more_than_the_unit() -> None:
    assert agrees(200.0, 200.0, units="m") is True


class Walls:
    """Bodies of walls, by what decides whether they are read as such."""

    def __init__(
        self, count: int = 4, sides: float = 0.95, filled: float = 0.2, *, ring: bool = False
    ) -> None:
        self.axes = [None] * count
        self.sides, self.filled, self.ring = sides, filled, ring


def reading(bodies: Walls | None, *, walls: str = "auto", units: str | None = None, **line: Any) -> Reading:
    wall = {"type": "line", "start": [0, 0], "end": [4, 0], **line}
    plan = parse_plan({"walls": [wall], "units": units})
    return read_bodies(cast("Bodies | None", bodies), 0.2, plan, Options(walls=cast("Any", walls)))


AS_BODIES, AS_LINES = Reading(double=True, apart=0.2), Reading(apart=0.2)


@pytest.mark.parametrize("walls", ["auto", "double"])
def test_without_bodies_walls_are_lines(walls: str) -> None:
    assert reading(None, walls=walls) == reading(Walls(0), walls=walls) == Reading()


def test_who_chooses_bodies_gets_them() -> None:
    chosen = reading(Walls(sides=0.1, filled=0.9), walls="double", units="mm")
    assert chosen == Reading(double=True, apart=0.2, chosen=True)


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (Walls(), AS_BODIES),
        (Walls(sides=0.9), AS_BODIES),  # a tenth of the lines may stand alone
        (Walls(sides=0.89), AS_LINES),
        (Walls(sides=0.5), AS_LINES),
        (Walls(sides=0.49), Reading()),
        (Walls(filled=0.35), AS_BODIES),
        (Walls(filled=0.36), Reading()),
        (Walls(ring=True), AS_LINES),  # the wall of one room, or a room around a room
    ],
)
def test_bodies_have_wall_on_one_side_of_each_line(bodies: Walls, expected: Reading) -> None:
    assert reading(bodies) == expected


def test_what_the_plan_says_of_its_walls_decides() -> None:
    assert reading(Walls(ring=True), thickness=0.2) == AS_BODIES
    assert reading(Walls(), thickness=0.5) == AS_LINES
    assert reading(Walls(sides=0.8), thickness=0.5) == Reading()
    assert reading(Walls(sides=0.8), thickness=0.2) == AS_LINES
    assert reading(Walls(), units="mm") == AS_LINES


@pytest.mark.parametrize(
    ("count", "widest", "kept"), [(2, 0.9, False), (2, 1.5, True), (1, 0.9, True), (7, 2.0, True)]
)
def test_no_wall_is_far_thicker_than_its_openings_wide(count: int, widest: float, *, kept: bool) -> None:
    lines = Reading(apart=3.0)
    assert lines.beside_openings(count, widest) == (lines if kept else Reading())
    bodies = Reading(double=True, apart=3.0)
    assert bodies.beside_openings(count, widest) == bodies


@pytest.mark.parametrize(("doors", "doubted"), [(1, True), (2, False)])
def test_doors_tell_rooms_from_walls(doors: int, *, doubted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms as narrow as what may be a wall are doubted, unless doors show that it is none."""
    outer = [[0, 0, 9, 0], [9, 0, 9, 3], [9, 3, 0, 3], [0, 3, 0, 0]]
    inner = [[3, 0, 3, 1], [3, 1.9, 3, 3], [6, 0, 6, 1], [6, 1.9 if doors == 2 else 1, 6, 3]]
    monkeypatch.setattr(
        "detection.walls.drawing.measure_scale",
        lambda *_, **__: Scale(clearance=3.0, across=3.0, thickness=3.0),
    )
    monkeypatch.setattr("detection.walls.drawing.read_bodies", lambda *_: Reading(apart=3.0))
    found = detect_segments(np.array(outer + inner, dtype=float))
    assert len(found.rooms) == 3
    assert ("no wider than 3" in str(found.to_document()["diagnostics"])) is doubted
