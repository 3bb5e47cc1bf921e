"""Openings that a drawing names or draws are closed before others, and named in the result."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from detection import InvalidPlanError, detect_rooms
from detection.closing.evidence import Evidence, Style
from detection.closing.rules import DRAWN, UNDRAWN, adjusted
from detection.segments.segments import BoolArray

WALLS = [
    {"type": "polyline", "points": [[0, 0], [8, 0], [8, 4], [0, 4]], "closed": True},
    {"type": "line", "start": [4, 0], "end": [4, 1]},
    {"type": "line", "start": [4, 1.9], "end": [4, 4]},
]


def rooms_of(*openings: dict[str, Any]) -> dict[str, Any]:
    return detect_rooms({"walls": WALLS, "units": "m", "drawn_openings": list(openings)}).to_document()


def test_the_type_of_a_door_is_in_the_result() -> None:
    found = rooms_of({"kind": "door", "start": [4.1, 1], "end": [4.1, 1.9], "type": "T30 0.9 x 2.1"})
    (opening,) = found["openings"]
    assert (opening["kind"], opening["type"], opening["width"]) == ("door", "T30 0.9 x 2.1", 0.9)
    assert {each["type"] for room in found["rooms"] for each in room["openings"]} == {"T30 0.9 x 2.1"}


def test_a_window_is_named_as_one() -> None:
    (opening,) = rooms_of({"kind": "window", "start": [4, 1.9], "end": [4, 1]})["openings"]
    assert opening["kind"] == "window"
    assert "type" not in opening


def test_openings_in_one_place_are_closed_once() -> None:
    door = {"kind": "door", "start": [4, 1], "end": [4, 1.9]}
    found = rooms_of(door, {**door, "start": door["end"], "end": door["start"]}, door)
    assert (len(found["repairs"]), len(found["openings"])) == (1, 1)


def test_too_many_openings_on_each_other_are_refused() -> None:
    walls = [*WALLS[:1], *({"type": "line", "start": [1, y], "end": [7, y]} for y in (1, 2))]
    doors = [{"kind": "door", "start": [4 + 1e-7 * k, 1], "end": [4 + 1e-7 * k, 2]} for k in range(2500)]
    with pytest.raises(InvalidPlanError, match="/drawn_openings: too many drawn openings lie on each other"):
        detect_rooms({"walls": walls, "units": "m", "drawn_openings": doors})


def test_an_opening_far_from_all_walls_changes_nothing() -> None:
    away = {"kind": "door", "start": [6, 2], "end": [6.2, 2]}
    assert rooms_of(away)["rooms"] == rooms_of()["rooms"]


def test_a_door_wider_than_openings_usually_are_is_closed() -> None:
    """The hall's gate: nothing would close 5 of 8 metres if it were not drawn."""
    walls = [*WALLS[:1], {"type": "line", "start": [4, 0], "end": [4, 0.3]}]
    plan = {
        "walls": walls,
        "units": "m",
        "drawn_openings": [{"kind": "door", "start": [4, 0.3], "end": [4, 4]}],
    }
    assert detect_rooms(plan).to_document()["rooms_count"] == 2


@pytest.mark.parametrize(
    ("opening", "pointer"),
    [
        ({"start": [0, 0], "end": [1, 0]}, "/drawn_openings/0/kind"),
        ({"kind": "hole", "start": [0, 0], "end": [1, 0]}, "/drawn_openings/0/kind"),
        ({"kind": "door", "end": [1, 0]}, "/drawn_openings/0/start"),
        ({"kind": "door", "start": [0, 0], "end": [1]}, "/drawn_openings/0/end"),
        ({"kind": "door", "start": [0, 0], "end": [1, 0], "type": 7}, "/drawn_openings/0/type"),
    ],
)
def test_faults_of_drawn_openings_are_named(opening: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidPlanError) as caught:
        rooms_of(opening)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_the_thickness_of_walls_must_be_a_length() -> None:
    with pytest.raises(InvalidPlanError, match="/wall_thickness"):
        detect_rooms({"walls": WALLS, "wall_thickness": -1})


@pytest.mark.parametrize(("drawn", "less"), [(DRAWN - 1, 0.0), (DRAWN, UNDRAWN)])
def test_who_draws_doors_draws_all_of_them(drawn: int, less: float) -> None:
    """What such a drawing leaves open within a building is likelier one room, but not so to the outside."""
    columns = {each.name: np.array([1.0, 1.0]) for each in fields(Evidence)}
    flags = {each.name: np.zeros(2, bool) for each in fields(Evidence) if each.type is BoolArray}
    evidence = Evidence(**{**columns, **flags, "outside": np.array([False, True])})
    style = Style(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, pair_count=9, widest_pairs=(2.0, 2.0), drawn=drawn)
    assert adjusted(np.array([0.5, 0.5]), evidence, style).tolist() == [0.5 - less, 0.5]
