"""The fast reader takes and refuses what the exact one does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import InvalidPlanError
from detection.options import Limits
from detection.plan.decode import decode_plan
from roomjobs.plans.decoding import checked_plan, decoded

_keys = st.text(alphabet='a:"\\{[~/é', max_size=3)
_documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _keys,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4),
)


@given(document=_documents, ascii_only=st.booleans())
def test_it_reads_whatever_json_holds(document: Any, *, ascii_only: bool) -> None:
    assert decoded(json.dumps(document, ensure_ascii=ascii_only).encode()) == document


@given(pairs=st.lists(st.tuples(_keys, _keys), max_size=6), ascii_only=st.booleans())
def test_no_idempotency_key_is_taken_twice(pairs: list[tuple[str, str]], *, ascii_only: bool) -> None:
    members = ",".join(
        f"{json.dumps(key, ensure_ascii=ascii_only)}:{json.dumps(value).replace(':', chr(92) + 'u003a')}"
        for key, value in pairs
    )
    text = f"{{{members}}}".encode()
    if len({key for key, _ in pairs}) == len(pairs):
        assert decoded(text) == dict(pairs)
    else:
        with pytest.raises(InvalidPlanError, match="more than once"):
            decoded(text)


@given(st.binary(max_size=30) | st.text(alphabet='[]{}":,1eNa\\u ', max_size=30).map(str.encode))
def test_both_readers_agree_on_any_bytes(text: bytes) -> None:
    outcomes = []
    for read in (decoded, decode_plan):
        try:
            outcomes.append(repr(read(text)))
        except InvalidPlanError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("depth", [31, 32, 33, 34, 500])
def test_both_readers_agree_on_how_deep_is_too_deep(depth: int) -> None:
    text = b"[" * depth + b"]" * depth
    for read in (decoded, decode_plan):
        if depth <= 32:
            read(text)
        else:
            with pytest.raises(InvalidPlanError, match="too deeply"):
                read(text)


def test_more_walls_than_allowed_are_refused() -> None:
    plan = {"walls": [{"type": "line", "start": [0, 0], "end": [k, 1]} for k in range(3)]}
    body = json.dumps(plan).encode()
    assert checked_plan(body, Limits(walls=3)) == plan
    with pytest.raises(InvalidPlanError, match="3 walls, more than the 2 allowed"):
        checked_plan(body, Limits(walls=2))
