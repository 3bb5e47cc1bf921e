"""Spaces part rooms where no wall stands, and are compared with the rooms found."""

from typing import Any

import numpy as np
import pytest

from detection import InvalidPlanError, Options, detect_rooms
from detection.options import Limits

HALL: list[list[float]] = [[0, 0, 8, 0], [8, 0, 8, 4], [8, 4, 0, 4], [0, 4, 0, 0]]
OUTLINE = [(-0.1, 8.1, 8.1, -0.1), (-0.1, -0.1, 4.1, 4.1)]


def box(left: float, low: float, right: float, high: float, name: str = "") -> dict[str, Any]:
    corners = [[left, low], [right, low], [right, high], [left, high]]
    return {"polygon": corners, **({"name": name} if name else {})}


def document(
    walls: list[list[float]], *spaces: dict[str, Any], options: Options | None = None, **members: Any
) -> dict[str, Any]:
    rows = [{"type": "line", "start": w[:2], "end": w[2:], **members} for w in walls]
    return detect_rooms({"walls": rows, "units": "m", "spaces": list(spaces)}, options).to_document()


def areas(found: dict[str, Any]) -> list[float]:
    return [round(room["area"], 6) for room in found["rooms"]]


def findings(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [finding for finding in found["diagnostics"] if finding["kind"] == kind]


def test_two_spaces_part_an_open_room() -> None:
    found = document(HALL, box(0, 0, 5, 4, "Living"), box(5, 0, 8, 4, "Kitchen"))
    assert [(room["name"], room["area"]) for room in found["rooms"]] == [("Living", 20), ("Kitchen", 12)]
    assert [room["confidence"] for room in found["rooms"]] == [0.98, 0.98]
    [opening] = found["openings"]
    assert (opening["kind"], opening["point"], opening["width"]) == ("virtual", [5, 2], 4)
    assert opening["rooms"] == ["room-1", "room-2"]
    assert found["rooms"][0]["adjacent"] == [{"room": "room-2", "shared_length": 4}]
    assert [wall["wall"] for wall in found["rooms"][0]["walls"]] == [0, 2, 3]
    [finding] = findings(found, "virtual_boundary")
    assert (finding["from"], finding["to"], finding["rooms"]) == ([5, 0], [5, 4], ["room-1", "room-2"])
    assert (found["repairs"], findings(found, "several_names")) == ([], [])


def test_a_boundary_is_led_on_to_the_middle_of_walls() -> None:
    found = document(HALL, box(0.1, 0.1, 5, 3.9), box(5, 0.1, 7.9, 3.9), thickness=0.2)
    assert areas(found) == [20, 12]
    assert [round(room["net_area"], 6) for room in found["rooms"]] == [18.62, 11.02]
    [opening] = found["openings"]
    assert opening["width"] == pytest.approx(3.8)


def test_three_spaces_that_meet_part_a_room_in_three() -> None:
    spaces = box(0, 0, 5, 2), box(5, 0, 8, 2), box(0, 2, 8, 4)
    assert sorted(areas(document(HALL, *spaces))) == [6, 10, 16]


def test_spaces_a_little_apart_share_what_is_between() -> None:
    spaces = box(0.1, 0.1, 4.9, 1.9), box(5.1, 0.1, 7.9, 1.9), box(0.1, 2.1, 7.9, 3.9)
    assert sorted(areas(document(HALL, *spaces))) == pytest.approx([6, 10, 16], abs=0.05)


def test_a_boundary_with_corners_is_followed() -> None:
    ell = {"polygon": [[0, 0], [5, 0], [5, 2], [3, 2], [3, 4], [0, 4]]}
    other = {"polygon": [[5, 0], [8, 0], [8, 4], [3, 4], [3, 2], [5, 2]]}
    found = document(HALL, ell, other)
    assert areas(found) == [16, 16]
    assert sorted(opening["width"] for opening in found["openings"]) == [2, 2, 2]


def test_a_wall_that_stands_is_no_virtual_boundary() -> None:
    post: list[list[float]] = [[5, 1.5, 5, 1.8]]
    found = document([*HALL, *post], box(0, 0, 5, 4), box(5, 0, 8, 4))
    assert areas(found) == [20, 12]
    reached = sorted(sorted([o["start"][1], o["end"][1]]) for o in found["openings"])
    assert reached == [[0, 1.5], [1.8, 4]]


def test_a_door_between_two_spaces_stays_a_door() -> None:
    wall: list[list[float]] = [[5, 0, 5, 1.5], [5, 2.4, 5, 4]]
    found = document([*HALL, *wall], box(0, 0, 5, 4), box(5, 0, 8, 4))
    assert [(o["kind"], o["width"]) for o in found["openings"]] == [("opening", 0.9)]
    assert not findings(found, "virtual_boundary")


def test_a_space_through_which_a_way_would_lead_is_whole() -> None:
    nibs: list[list[float]] = [[5, 0, 5, 1.5], [5, 2.4, 5, 4]]
    assert areas(document([*HALL, *nibs], box(0, 0, 8, 4))) == [32]
    assert areas(document([*HALL, *nibs])) == [20, 12]


def test_walls_between_all_spaces_leave_rooms_as_they_are() -> None:
    walls: list[list[float]] = [*HALL, [5, 0, 5, 4], [0, 2, 5, 2]]
    plain = document(walls)
    found = document(walls, box(0.1, 0.1, 4.9, 1.9), box(5.1, 0.1, 7.9, 3.9), box(0.1, 2.1, 4.9, 3.9))
    assert found["rooms"] == plain["rooms"]
    assert found["openings"] == plain["openings"] == []


def test_strict_parts_by_walls_alone() -> None:
    found = document(HALL, box(0, 0, 5, 4, "A"), box(5, 0, 8, 4, "B"), options=Options(strict=True))
    assert areas(found) == [32]
    assert [each["names"] for each in findings(found, "several_names")] == [["A", "B"]]


def test_spaces_part_rooms_between_walls_of_two_lines() -> None:
    outer, inner = (
        [[x0, y0, x1, y0], [x1, y0, x1, y1], [x1, y1, x0, y1], [x0, y1, x0, y0]]
        for x0, y0, x1, y1 in ((-0.1, -0.1, 8.1, 4.1), (0.1, 0.1, 7.9, 3.9))
    )
    found = document([*outer, *inner], box(0.1, 0.1, 5, 3.9), box(5, 0.1, 7.9, 3.9))
    assert [round(room["net_area"], 6) for room in found["rooms"]] == [18.62, 11.02]


@pytest.mark.parametrize("turn", [0.3, 2.0])
def test_turned_and_moved_spaces_part_the_same(turn: float) -> None:
    cos, sin = np.cos(turn), np.sin(turn)
    rotation = np.array([[cos, sin], [-sin, cos]])

    def moved(points: Any) -> Any:
        return (np.array(points, dtype=float).reshape(-1, 2) @ rotation + 1e5).tolist()

    walls = [[*a, *b] for a, b in (moved(wall) for wall in HALL)]
    spaces = [{"polygon": moved(each["polygon"])} for each in (box(0, 0, 5, 4), box(5, 0, 8, 4))]
    assert sorted(areas(document(walls, *spaces))) == pytest.approx([12, 20])


def test_a_space_of_another_size_than_its_room_is_a_finding() -> None:
    [finding] = findings(document(HALL, box(0, 0, 5, 4, "Hall")), "space_area")
    assert (finding["space"], finding["room"]) == (0, "room-1")
    assert (finding["stated"], finding["measured"]) == (20, 32)
    assert not findings(document(HALL, box(0.1, 0.1, 7.9, 3.9)), "space_area")


def test_a_space_in_no_room_or_over_several_is_lost() -> None:
    walls: list[list[float]] = [*HALL, [4, 0, 4, 4]]
    outside, over = box(20, 0, 24, 4, "Terrace"), box(3, 1, 5, 3, "Desk")
    [finding] = findings(document(HALL, outside), "space_lost")
    assert "'Terrace' around (22, 2) lies in no room" in finding["detail"]
    found = findings(document(walls, box(-9, -9, 20, 20), over), "space_lost")
    assert all(each["space"] != 0 for each in found)


def test_thousands_of_equal_spaces_are_refused() -> None:
    with pytest.raises(
        InvalidPlanError, match="2000 spaces lie on or close to each other around spaces 0, 1"
    ):
        document(HALL, *[box(0, 0, 5, 4)] * 2000)


@pytest.mark.parametrize(
    "polygon",
    [
        [[0, 0], [5, 0], [5, 4], [0, 4], [0, 0]],  # closed
        [[0, 0], [5, 4], [5, 0], [0, 4]],  # crosses itself
        [[0, 0], [0, 0], [0, 0]],  # a point
        [[0, 0], [5, 0], [2, 0]],  # a line
        [[1e12, 0], [1e12, 1e-300], [-1e12, 0]],
        [[0, 0], [5e-324, 0], [5, 4]],
    ],
)
def test_no_outline_of_a_space_is_too_strange(polygon: list[list[float]]) -> None:
    spaces = [{"polygon": polygon}, box(5, 0, 8, 4), box(5, 0, 8, 4)]
    found = document(HALL, *spaces)
    assert sum(areas(found)) == pytest.approx(32)


def test_spaces_that_repeat_others_part_a_room_once() -> None:
    spaces = [box(0, 0, 5, 4)] * 100 + [box(5, 0, 8, 4)] * 100
    found = document(HALL, *spaces, options=Options(limits=Limits(near_pairs=100)))
    assert (areas(found), len(found["openings"])) == ([20, 12], 1)


def test_too_many_boundaries_of_spaces_are_refused() -> None:
    off = [1e-4 * k for k in range(8)]
    spaces = [box(0, 0, 5 + each, 4) for each in off] + [box(5 - each, 0, 8, 4) for each in off]
    with pytest.raises(InvalidPlanError, match=r"/spaces: too many boundaries of spaces lie"):
        document(HALL, *spaces, options=Options(limits=Limits(near_pairs=600)))
