"""Validation lists every fault with a JSON Pointer, and never lets a bad plan through."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import Fault, InvalidPlanError, Limits, detect_rooms, find_faults
from detection.plan.parse import parse_plan

LINE = {"type": "line", "start": [0, 0], "end": [4, 3]}


def pointers(document: object, limits: Limits | None = None) -> list[str]:
    return [fault.pointer for fault in find_faults(document, limits)]


def test_a_line_is_one_piece() -> None:
    plan = parse_plan(
        {"walls": [{**LINE, "is_load_bearing": True, "id": "w1", "thickness": 0.2}], "units": "m"}
    )
    assert list(plan.pieces) == [0, 0, 4, 3, 0]
    assert (plan.load_bearing, plan.ids, plan.thickness, plan.units) == ([True], ["w1"], [0.2], "m")


def test_an_arc_keeps_its_bulge() -> None:
    plan = parse_plan({"walls": [{"type": "arc", "start": [0, 0], "end": [2, 0], "bulge": -1}]})
    assert list(plan.pieces) == [0, 0, 2, 0, -1]


def test_a_closed_polyline_returns_to_its_start() -> None:
    plan = parse_plan({"walls": [{"type": "polyline", "points": [[0, 0], [1, 0], [1, 1]], "closed": True}]})
    assert list(plan.pieces) == [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0]
    assert list(plan.owners) == [0, 0, 0]


@pytest.mark.parametrize("document", [None, True, 3, "walls", [], [LINE]])
def test_a_document_that_is_no_object(document: object) -> None:
    assert pointers(document) == [""]


@pytest.mark.parametrize("walls", [None, {}, "x", [], 7])
def test_walls_that_are_no_list_or_empty(walls: object) -> None:
    assert pointers({"walls": walls}) == ["/walls"]


def test_missing_walls_are_named() -> None:
    assert find_faults({}) == [Fault("/walls", "is missing; give a list of walls")]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"type": "circle"}, "/walls/0/type"),
        ({"type": None}, "/walls/0/type"),
        ({"start": None}, "/walls/0/start"),
        ({"start": [0]}, "/walls/0/start"),
        ({"start": [0, 0, 0]}, "/walls/0/start"),
        ({"start": "0,0"}, "/walls/0/start"),
        ({"end": ["4", 3]}, "/walls/0/end/0"),
        ({"end": [4, True]}, "/walls/0/end/1"),
        ({"end": [float("nan"), 3]}, "/walls/0/end/0"),
        ({"end": [4, float("-inf")]}, "/walls/0/end/1"),
        ({"end": [1e300, 3]}, "/walls/0/end/0"),
        ({"end": [10**400, 3]}, "/walls/0/end/0"),
        ({"type": "arc"}, "/walls/0/bulge"),
        ({"type": "arc", "bulge": "1"}, "/walls/0/bulge"),
        ({"type": "arc", "bulge": 1e9}, "/walls/0/bulge"),
        ({"type": "polyline"}, "/walls/0/points"),
        ({"type": "polyline", "points": [[0, 0]]}, "/walls/0/points"),
        ({"type": "polyline", "points": [[0, 0], [1]]}, "/walls/0/points/1"),
        ({"type": "polyline", "points": [[0, 0], [1, None]]}, "/walls/0/points/1/1"),
        ({"type": "polyline", "points": [[0, 0], [1, 1]], "closed": 1}, "/walls/0/closed"),
        ({"is_load_bearing": "yes"}, "/walls/0/is_load_bearing"),
        ({"thickness": -1}, "/walls/0/thickness"),
        ({"thickness": "thick"}, "/walls/0/thickness"),
        ({"id": 7}, "/walls/0/id"),
        ({"id": ""}, "/walls/0/id"),
    ],
)
def test_a_fault_points_at_the_value(change: dict[str, Any], pointer: str) -> None:
    assert pointers({"walls": [{**LINE, **change}]}) == [pointer]


def test_every_fault_is_listed_in_order() -> None:
    document = {
        "units": 3,
        "walls": [
            LINE,
            {"type": "line", "start": [0, "a"], "end": [None, 1]},
            5,
            {"start": [0, 0], "end": [1, 1]},
        ],
    }
    assert pointers(document) == [
        "/units",
        "/walls/1/start/1",
        "/walls/1/end/0",
        "/walls/2",
        "/walls/3/type",
    ]


def test_walls_of_zero_length_enclose_nothing() -> None:
    point = {"type": "line", "start": [2, 2], "end": [2, 2]}
    assert pointers({"walls": [point, point]}) == ["/walls"]
    assert pointers({"walls": [point, LINE]}) == []


def test_walls_pieces_and_listed_faults_are_bounded() -> None:
    assert pointers({"walls": [LINE] * 3}, Limits(walls=2)) == ["/walls"]
    long = {"type": "polyline", "points": [[k, k * k] for k in range(100)]}
    assert pointers({"walls": [LINE, long]}, Limits(pieces=10)) == ["/walls/1"]
    faults = find_faults({"walls": [None] * 9}, Limits(faults=2))
    assert [fault.pointer for fault in faults] == ["/walls/0", "/walls/1", ""]
    assert "7 more" in faults[-1].detail


def test_the_error_carries_all_faults_and_says_them() -> None:
    with pytest.raises(InvalidPlanError) as caught:
        parse_plan({"walls": [{**LINE, "start": 1, "end": 2}]})
    assert [fault.pointer for fault in caught.value.faults] == ["/walls/0/start", "/walls/0/end"]
    assert str(caught.value).splitlines()[0] == "/walls/0/start: must be a point [x, y], is a number"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
members = ["type", "start", "end", "bulge", "points", "closed", "is_load_bearing", "thickness", "id"]
points = st.lists(st.integers(-5, 5) | st.floats() | json_values, min_size=1, max_size=3)
odd_walls = st.dictionaries(
    st.sampled_from(members), st.sampled_from(["line", "arc", "polyline"]) | points | json_values
)


@given(st.fixed_dictionaries({"walls": st.lists(odd_walls | json_values, max_size=4)}) | json_values)
def test_any_document_is_faulty_or_a_plan(document: object) -> None:
    faults = find_faults(document)
    if faults:
        assert all(_resolves(document, fault.pointer) for fault in faults)
        return
    plan = parse_plan(document)
    assert len(plan.pieces) == 5 * len(plan.owners)
    assert all(abs(number) <= 1e12 for number in plan.pieces)


def _resolves(document: Any, pointer: str) -> bool:
    """Whether a pointer names a value of the document, or a member that is missing from it."""
    for token in pointer.split("/")[1:]:
        if isinstance(document, dict):
            if token not in document:
                return True
            document = document[token]
        elif isinstance(document, list):
            document = document[int(token)]
        else:
            return False
    return True


def test_validation_loads_the_standard_library_only() -> None:
    script = f"""
import json, sys
sys.path[:] = {sys.path!r}
import detection, detection.plan.parse
detection.plan.parse.find_faults({{"walls": []}})
print(json.dumps(sorted({{name.split(".")[0] for name in sys.modules}})))
"""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True
    )
    foreign = set(json.loads(run.stdout)) - sys.stdlib_module_names - {"detection", "__main__"}
    assert not foreign


@pytest.mark.parametrize("length", [5e-324, 1e-200, 1e-61])
def test_walls_too_short_to_compute_with_have_no_length(length: float) -> None:
    walls = [{"type": "line", "start": [0, 0], "end": [length, 0]}]
    assert pointers({"walls": walls}) == ["/walls"]
    assert detect_rooms({"walls": [*walls, LINE]}).to_document()["rooms"] == []
