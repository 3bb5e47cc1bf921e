"""What the quick reader of plain plans takes, the exact one takes, too; what is doubtful it leaves alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import find_faults
from detection.options import Limits
from detection.plan.decode import decode_plan
from roomjobs.plans.plain import plain_plan

WALL = {"type": "line", "start": [0, 0], "end": [4.5, 0], "is_load_bearing": True}

_numbers = st.integers(-3, 3) | st.floats(-1e13, 1e13) | st.sampled_from([1e12, -1e12, 1.1e12, 10**40, 1e-13])
_points = st.lists(_numbers, min_size=1, max_size=3)
_odd: st.SearchStrategy[object] = st.sampled_from([None, "line", "", True, [], {}, 1.5, "ä:b", "n" * 201])
_walls = st.fixed_dictionaries(
    {"type": st.sampled_from(["line", "line", "line", "arc", None]), "start": _points, "end": _points},
    optional={"is_load_bearing": st.booleans() | _odd, "id": _odd, "thickness": _odd},
)
_plans = st.fixed_dictionaries(
    {"walls": st.lists(_walls, max_size=3)},
    optional={"name": _odd, "units": st.sampled_from(["m", "parsec", "", None]), "labels": st.just([])},
)


@given(_plans)
def test_what_it_takes_is_valid_and_read_alike(plan: dict[str, Any]) -> None:
    body = json.dumps(plan, ensure_ascii=False).encode()
    taken = plain_plan(body, Limits())
    if taken is not None:
        assert find_faults(taken) == []
        assert repr(taken) == repr(decode_plan(body))


@pytest.mark.parametrize("more", [{}, {"name": "Flat: 2", "units": "m"}, {"name": None}])
def test_it_takes_what_most_clients_send(more: dict[str, Any]) -> None:
    plan = {"walls": [WALL, {**WALL, "end": [1e12, -3]}], **more}
    assert plain_plan(json.dumps(plan).encode(), Limits()) == plan


@pytest.mark.parametrize(
    "body",
    [
        b'{"walls": [{"type": "line", "start": [0, 0], "end": [4, 0], "end": [5, 0]}]}',  # a member twice
        b'{"walls": [], "walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}]}',
        b'{"walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}], "name": "a\\u003ab"}',
        b'{"walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}], "name": "\xff"}',
        b'{"walls": [{"type": "line", "start": [1, 1], "end": [1, 1]}]}',  # of no length
        b'{"walls": [{"type": "line", "start": [1, 1], "end": [2, 1e400]}]}',
        b'{"walls": []}',
        b'{"upload_id": "upl_1"}',
        b"[" * 100_000,
    ],
)
def test_it_leaves_what_is_doubtful_to_the_exact_one(body: bytes) -> None:
    assert plain_plan(body, Limits()) is None


def test_it_leaves_plans_beyond_limits_to_the_exact_one() -> None:
    body = json.dumps({"walls": [WALL] * 3}).encode()
    assert plain_plan(body, Limits(walls=3)) is not None
    for limits in (Limits(walls=2), Limits(pieces=2), Limits(coordinate=1e6)):
        assert plain_plan(body, limits) is None
