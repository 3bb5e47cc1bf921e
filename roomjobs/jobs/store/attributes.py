"""
Values of Python as DynamoDB's JSON has them, and back.

boto3 does the same in several times the time, and to import it takes 13 ms of each start of a Lambda.
"""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_MOST_DIGITS = 10**38  # of a number of DynamoDB


def encode(values: Mapping[str, object]) -> dict[str, AttributeValueTypeDef]:
    """
    Give each value of an item as an attribute.

    Raises
    ------
    TypeError
        DynamoDB has no type for a value, or we do not store it.
    ValueError
        A number is none of DynamoDB's.
    """
    return {name: attribute(value) for name, value in values.items()}


def attribute(value: object) -> AttributeValueTypeDef:
    """
    Give a value as DynamoDB's JSON has it; fractions have six places.

    Raises
    ------
    TypeError
        DynamoDB has no type for the value, or we do not store it.
    ValueError
        It is a number with more than 38 digits, infinite or not a number.

    Examples
    --------
    >>> attribute("pending"), attribute(3), attribute(None), attribute([0.5])
    ({'S': 'pending'}, {'N': '3'}, {'NULL': True}, {'L': [{'N': '0.500000'}]})
    """
    found: Any
    kind = type(value)
    if kind is str:  # what is common comes first
        found = {"S": value}
    elif value is None:
        found = {"NULL": True}
    elif kind is bool:
        found = {"BOOL": value}
    elif type(value) is int and -_MOST_DIGITS < value < _MOST_DIGITS:
        found = {"N": str(value)}
    else:
        found = _rarer(value)
    return found  # type: ignore[no-any-return] # one of the types above


def _rarer(value: object) -> dict[str, object]:
    match value:
        case StrEnum():
            return {"S": value.value}
        case int() | float() | Decimal():
            return {"N": _number(value)}
        case bytes():
            return {"B": value}
        case list() | tuple():
            return {"L": [attribute(each) for each in value]}
        case dict():
            return {"M": encode(value)}
    raise TypeError(f"no attribute of DynamoDB is made of a {type(value).__name__}")


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value) or abs(int(value)) >= _MOST_DIGITS:
        raise ValueError(f"DynamoDB has no number {value}")
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def plain(stored: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give an item as values of Python; numbers are `Decimal`.

    Raises
    ------
    TypeError
        An attribute is of a type that DynamoDB does not have.

    Examples
    --------
    >>> plain({"share": {"N": "0.5"}, "owners": {"SS": ["ann", "ann"]}, "label": {"NULL": True}})
    {'share': Decimal('0.5'), 'owners': {'ann'}, 'label': None}
    """
    return {name: _plain(each) for name, each in stored.items()}


def _plain(stored: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the attribute holds
    ((kind, value),) = stored.items()
    match kind:
        case "S" | "BOOL" | "B":
            return value
        case "N":
            return Decimal(value)
        case "NULL":
            return None
        case "L":
            return [_plain(each) for each in value]
        case "M":
            return plain(value)
        case "SS" | "NS" | "BS":
            return {_plain({kind[0]: each}) for each in value}
    raise TypeError(f"DynamoDB has no attribute of type {kind}")
