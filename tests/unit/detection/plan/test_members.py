"""Members and units that nothing reads are told, where they are probably meant otherwise."""

import pytest

from detection import detect_rooms
from detection.plan.parse import parse_plan

SQUARE = {"type": "polyline", "points": [[0, 0], [4, 0], [4, 3], [0, 3]], "closed": True}
LINE = {"type": "line", "start": [0, 0], "end": [4, 3]}


def findings(document: object) -> list[str]:
    return [finding["detail"] for finding in parse_plan(document).findings]


def test_a_misspelt_member_of_the_plan() -> None:
    assert findings({"walls": [SQUARE], "unit": "m"}) == [
        'the plan has a member "unit", which is not read; write "units" if that is meant'
    ]


def test_the_result_repeats_it() -> None:
    document = detect_rooms({"walls": [SQUARE], "Units": "m"}).to_document()
    assert [each["kind"] for each in document["diagnostics"]] == ["member"]


@pytest.mark.parametrize("name", ["isLoadBearing", "load_bearing", "is-load-bearing", "is_load_baering"])
def test_misspelt_members_of_walls_are_counted(name: str) -> None:
    plan = {"walls": [LINE, {**LINE, name: True}, {**LINE, "thickness": 1, name: True}]}
    (detail,) = findings(plan)
    assert detail == (
        f'2 walls, the first is /walls/1, have a member "{name}", which is not read; '
        'write "is_load_bearing" if that is meant'
    )


def test_misspelt_members_of_labels_and_spaces() -> None:
    plan = {
        "walls": [SQUARE],
        "labels": [{"text": "Hall", "point": [1, 1], "kinds": "name"}],
        "spaces": [{"polygon": [[0, 0], [4, 0], [4, 3]], "nmae": "Hall"}],
    }
    assert [each.split(",")[0] for each in findings(plan)] == [
        '/labels/0 has a member "kinds"',
        '/spaces/0 has a member "nmae"',
    ]


@pytest.mark.parametrize("name", ["layer", "colour", "storey", "x" * 41, "wände", ""])
def test_members_of_other_programs_are_theirs(name: str) -> None:
    assert findings({"walls": [{**LINE, name: 1}], name: 1}) == []


def test_many_names_cost_little() -> None:
    walls = [{**LINE, f"thickness{number}": 1} for number in range(1000)]
    assert len(findings({"walls": walls})) == 200


def test_an_unknown_unit() -> None:
    (detail,) = findings({"walls": [LINE], "units": "parsec"})
    assert detail.startswith("the unit 'parsec' is not known, so nothing is given in m²; known are mm, cm,")


@pytest.mark.parametrize("units", ["m", "Feet", " inches ", "px", "Pixels", "unitless", None])
def test_known_units_and_none(units: str | None) -> None:
    assert findings({"walls": [LINE], "units": units}) == []
