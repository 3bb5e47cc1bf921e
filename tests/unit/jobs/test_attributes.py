"""Values as attributes of DynamoDB and back, as boto3 converts them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from roomjobs.jobs.store.attributes import attribute, plain

numbers = st.integers(-(10**38) + 1, 10**38 - 1) | st.decimals(-1000, 1000, places=4)
values = st.recursive(
    st.none() | st.booleans() | st.text() | st.binary() | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Colour(StrEnum):
    RED = "red"


@given(values)
def test_values_become_what_boto3_makes_of_them(value: Any) -> None:
    assert attribute(value) == TypeSerializer().serialize(value)
    assert plain({"it": attribute(value)}) == {"it": TypeDeserializer().deserialize(attribute(value))}


@pytest.mark.parametrize("stored", [{"SS": ["a", "b"]}, {"NS": ["1", "2.5"]}, {"BS": [b"a"]}])
def test_sets_are_read_as_boto3_reads_them(stored: Any) -> None:
    assert plain({"it": stored}) == {"it": TypeDeserializer().deserialize(stored)}


def test_values_that_boto3_does_not_take() -> None:
    assert attribute(Colour.RED) == {"S": "red"}
    assert attribute((1, 0.25)) == {"L": [{"N": "1"}, {"N": "0.250000"}]}
    assert type(attribute(Colour.RED)["S"]) is str


@pytest.mark.parametrize(
    "number", [float("nan"), float("-inf"), 1e39, 10**38, -(10**38), Decimal("NaN"), Decimal("1e38")]
)
def test_a_number_that_dynamodb_lacks_is_an_error(number: float) -> None:
    with pytest.raises(ValueError, match="DynamoDB has no number"):
        attribute(number)


def test_a_value_or_type_that_nobody_stores_is_an_error() -> None:
    with pytest.raises(TypeError, match="made of a set"):
        attribute({"a"})
    with pytest.raises(TypeError, match="no attribute of type X"):
        plain({"it": {"X": "1"}})
