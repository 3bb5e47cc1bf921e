"""Labels and spaces of a plan: what rooms are called, and what contradicts them."""

from typing import Any

import pytest

from detection import detect_rooms, find_faults
from detection.plan.annotations import stated_area

TWO_ROOMS: list[list[float]] = [[0, 0, 8, 0], [8, 0, 8, 3], [8, 3, 0, 3], [0, 3, 0, 0], [4, 0, 4, 3]]


def document(walls: list[list[float]] = TWO_ROOMS, units: str = "m", **members: Any) -> dict[str, Any]:
    rows = [{"type": "line", "start": w[:2], "end": w[2:]} for w in walls]
    return detect_rooms({"walls": rows, "units": units, **members}).to_document()


def label(text: str, x: float, y: float, **members: str) -> dict[str, Any]:
    return {"text": text, "point": [x, y], **members}


def findings(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [finding for finding in found["diagnostics"] if finding["kind"] == kind]


def test_a_room_gets_the_labels_that_lie_in_it() -> None:
    labels = [
        label("Küche\n1.03", 2, 2),
        label("12,0 m²", 2, 1),
        label("cooking", 1, 1, kind="usage"),
        label("Bad", 6, 1, kind="name"),
        label("B 7", 6, 2),
    ]
    found = document(labels=labels)
    kitchen, bath = found["rooms"]
    assert (kitchen["name"], kitchen["number"], kitchen["usage"]) == ("Küche", "1.03", "cooking")
    assert kitchen["stated_area"] == pytest.approx(12)
    assert (bath["name"], bath["number"], bath["usage"], bath["stated_area"]) == ("Bad", "B 7", None, None)
    assert not findings(found, "stated_area")


def test_a_plan_without_labels_has_rooms_without_names() -> None:
    assert [(room["name"], room["net_area"]) for room in document()["rooms"]] == [(None, None)] * 2


def test_texts_that_stand_close_together_are_one_name() -> None:
    [first, _] = document(labels=[label("Living", 2, 2), label("Room", 2, 1.8)])["rooms"]
    assert first["name"] == "Living Room"


def test_two_names_in_one_room_are_a_finding() -> None:
    found = document(TWO_ROOMS[:4], labels=[label("Kitchen", 1, 1.5), label("Bath", 7, 1.5)])
    [finding] = findings(found, "several_names")
    assert (finding["room"], finding["names"]) == ("room-1", ["Kitchen", "Bath"])
    assert found["rooms"][0]["name"] == "Kitchen / Bath"


def test_a_label_in_no_room_is_a_finding() -> None:
    [finding] = findings(document(labels=[label("Balcony", 12, 1)]), "label_outside")
    assert (finding["label"], finding["at"]) == (0, [12, 1])


def test_a_stated_area_that_differs_is_a_finding() -> None:
    found = document(units="mm", walls=[[1000 * x for x in w] for w in TWO_ROOMS], labels=[
        label("A = 18.0 m2", 2000, 1000), label("12 m²", 6000, 1000)])  # fmt: skip
    [finding] = findings(found, "stated_area")
    assert (finding["room"], finding["stated"], finding["measured"]) == ("room-1", 18e6, 12e6)


def test_a_room_is_called_like_the_space_that_covers_it() -> None:
    spaces = [
        {"polygon": [[0.1, 0.1], [3.9, 0.1], [3.9, 2.9], [0.1, 2.9]], "name": "Office", "number": "1"},
        {"polygon": [[20, 0], [24, 0], [24, 3]], "name": "Roof"},
    ]
    found = document(spaces=spaces)
    assert [(room["name"], room["number"]) for room in found["rooms"]] == [("Office", "1"), (None, None)]
    [finding] = findings(found, "space_lost")
    assert finding["space"] == 1


def space(left: float, right: float, high: float = 3, **called: str) -> dict[str, Any]:
    return {"polygon": [[left, 0], [right, 0], [right, high], [left, high]], **called}


def named(*spaces: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    found = document(spaces=list(spaces))
    return [(room["name"], room["number"]) for room in found["rooms"]]


@pytest.mark.parametrize(("high", "name"), [(1.4, None), (1.6, "Office")])
def test_half_of_a_room_lies_in_its_space(high: float, name: str | None) -> None:
    """Or half of the space in the room: this one lies over both rooms, and beside them."""
    assert named(space(-9, 4, high, name="Office"))[0] == (name, None)


def test_a_space_names_the_room_that_holds_most_of_it() -> None:
    assert named(space(1, 6, name="Office")) == [("Office", None), (None, None)]
    assert named(space(3, 7.5, name="Office")) == [(None, None), ("Office", None)]


def test_spaces_that_share_a_room_are_all_told() -> None:
    found = document(
        spaces=[space(0, 4, name="Office", number="1"), space(0, 3.9, number="2"), space(0, 3.8)]
    )
    assert next((room["name"], room["number"]) for room in found["rooms"]) == ("Office", "1 / 2")
    [finding] = findings(found, "several_names")
    assert finding["names"] == ["Office", "2", "space 2"]


def test_a_space_beside_a_room_does_not_touch_it() -> None:
    [lost] = findings(document(spaces=[space(8, 12, name="Yard")]), "space_lost")
    assert (lost["space"], lost["kind"]) == (0, "space_lost")
    assert named(space(8, 12, name="Yard")) == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"labels": {}}, "/labels"),
        ({"labels": ["Kitchen"]}, "/labels/0"),
        ({"labels": [{"point": [0, 0]}]}, "/labels/0/text"),
        ({"labels": [{"text": "", "point": [0, 0]}]}, "/labels/0/text"),
        ({"labels": [{"text": "Kitchen"}]}, "/labels/0/point"),
        ({"labels": [{"text": "Kitchen", "point": [0, None]}]}, "/labels/0/point/1"),
        ({"labels": [{"text": "Kitchen", "point": [0, 0], "kind": 3}]}, "/labels/0/kind"),
        ({"spaces": 1}, "/spaces"),
        ({"spaces": [{}]}, "/spaces/0/polygon"),
        ({"spaces": [{"polygon": [[0, 0], [1, 1]]}]}, "/spaces/0/polygon"),
        ({"spaces": [{"polygon": [[0, 0], [1, 1], [1, "0"]]}]}, "/spaces/0/polygon/2/1"),
        ({"spaces": [{"polygon": [[0, 0], [1, 1], [1, 0]], "name": 3}]}, "/spaces/0/name"),
    ],
)
def test_faults_of_labels_and_spaces_are_named(members: dict[str, Any], pointer: str) -> None:
    walls = [{"type": "line", "start": [0, 0], "end": [1, 0]}]
    assert [fault.pointer for fault in find_faults({"walls": walls, **members})] == [pointer]


@pytest.mark.parametrize(
    ("text", "area"),
    [("12,5 m²", 12.5), ("NF: 1 250.0 m2", 1250), ("100 sq ft", 9.2903), ("12.5", 12.5), ("Bad", None)],
)
def test_stated_areas(text: str, area: float | None) -> None:
    assert stated_area(text) == (None if area is None else pytest.approx(area, abs=1e-3))


def test_a_number_in_no_room_is_a_finding_a_usage_is_none() -> None:
    outside = [label("1.07", 12, 1), label("cooking", 12, 2, kind="usage"), label("Bath", 6, 1)]
    found = document(labels=outside)
    assert [finding["label"] for finding in findings(found, "label_outside")] == [0]
    assert found["rooms"][1]["name"] == "Bath"  # labels after one that lies outside are read


def test_the_box_of_a_room_is_not_the_room() -> None:
    walls: list[list[float]] = [[0, 0, 8, 0], [8, 0, 0, 6], [0, 6, 0, 0]]
    found = document(walls, labels=[label("Garden", 7, 5)])
    assert found["rooms"][0]["name"] is None


def test_numbers_part_rooms_only_where_no_name_does() -> None:
    numbers = [label("1.01", 1, 1), label("1.02", 7, 1)]
    [finding] = findings(document(TWO_ROOMS[:4], labels=numbers), "several_names")
    assert finding["names"] == ["1.01", "1.02"]
    named = document(TWO_ROOMS[:4], labels=[*numbers, label("Hall", 4, 2)])
    assert not findings(named, "several_names")
    assert (named["rooms"][0]["name"], named["rooms"][0]["number"]) == ("Hall", "1.01 / 1.02")


def test_one_number_alone_is_no_finding() -> None:
    assert not findings(document(TWO_ROOMS[:4], labels=[label("1.01", 1, 1)]), "several_names")


def test_two_usages_are_both_told() -> None:
    usages = [label("cooking", 1, 1, kind="usage"), label("dining", 1.001, 1, kind="usage")]
    assert document(labels=usages)["rooms"][0]["usage"] == "cooking / dining"


def test_lines_of_one_text_are_one_name() -> None:
    assert document(labels=[label("Living\nRoom", 2, 2)])["rooms"][0]["name"] == "Living Room"
