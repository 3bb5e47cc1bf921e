"""Lines or bodies: what a plan says of its walls and of its units decides where distances do not."""

import pytest

from detection.plan.parse import parse_plan
from detection.walls.representation import thickness_agrees


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
