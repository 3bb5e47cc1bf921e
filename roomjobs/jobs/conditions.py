"""
Conditions on an item and edits of it, as values: a table renders them, and Python evaluates them.

So each rule is written once. `jobs.store.rendering` renders it as a DynamoDB expression; the models in
`tests/models` and the in-memory table use `holds` and `edited`.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_MISSING = object()


class Field(msgspec.Struct, frozen=True):
    """The value of an attribute before the change."""

    name: str


class Given(msgspec.Struct, frozen=True):
    """The argument of that name, passed when the change is made."""

    name: str


class Comparison(msgspec.Struct, frozen=True):
    """A comparison of two operands; false if one is missing or their types differ."""

    left: object
    sign: str  # one of SIGNS
    right: object


class Absent(msgspec.Struct, frozen=True):
    """Whether the item lacks the attribute; true for an item that does not exist."""

    field: str


class AllOf(msgspec.Struct, frozen=True):
    parts: tuple[Condition, ...]


class AnyOf(msgspec.Struct, frozen=True):
    parts: tuple[Condition, ...]


Condition = Comparison | Absent | AllOf | AnyOf

ALWAYS = AllOf(())


class Sum(msgspec.Struct, frozen=True):
    """An edit: the sum of two operands; a missing attribute counts as 0."""

    left: object
    right: object


class Append(msgspec.Struct, frozen=True):
    """An edit: one more element at the end of the list; a missing list is an empty one."""

    element: object


class Replace(msgspec.Struct, frozen=True):
    """An edit: replaces the element at a position of the list, counted from 0."""

    place: object
    element: object


def equal(field: str, value: object) -> Comparison:
    """Compare an attribute for equality with an operand: a value, `Given` or `Field`."""
    return Comparison(Field(field), "=", value)


def compare(field: str, sign: str, value: object) -> Comparison:
    """Compare an attribute by `sign` with an operand: a value, `Given` or `Field`."""
    return Comparison(Field(field), sign, value)


def all_of(*parts: Condition) -> AllOf:
    return AllOf(parts)


def any_of(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


def holds(condition: Condition, item: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """
    Evaluate a condition by the rules of DynamoDB.

    Parameters
    ----------
    condition : Condition
    item : mapping
        The attributes of the item; empty if the item does not exist.
    given : mapping
        The values of `Given` operands, by name.

    Returns
    -------
    bool

    Examples
    --------
    >>> holds(compare("lease_until", "<", Given("now")), {"lease_until": 5}, {"now": 6})
    True
    >>> holds(compare("lease_until", "<", Given("now")), {}, {"now": 6})
    False
    """
    match condition:
        case Comparison(left, sign, right):
            one, other = _value(left, item, given), _value(right, item, given)
            if one is _MISSING or other is _MISSING:
                return False
            if one is None or other is None:
                return sign == "=" and one is other
            return bool(SIGNS[sign](one, other))
        case Absent(field):
            return field not in item
        case AllOf(parts):
            return all(holds(part, item, given) for part in parts)
        case AnyOf(parts):
            return any(holds(part, item, given) for part in parts)


def edited(edits: Mapping[str, object], item: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """
    The attributes of the item after the edits; every edit reads the values from before.

    Parameters
    ----------
    edits : mapping
        By attribute: a value, `Given`, `Field`, `Sum`, `Append` or `Replace`.
    item, given : mapping
        As for `holds`.

    Returns
    -------
    dict

    Examples
    --------
    >>> edits = {"attempt": Sum(Field("attempt"), 1), "workers": Append(Given("worker"))}
    >>> edited(edits, {"attempt": 1}, {"worker": "w"})
    {'attempt': 2, 'workers': ['w']}
    """
    after = dict(item)
    for field, edit in edits.items():
        match edit:
            case Sum(left, right):
                terms = (_value(term, item, given) for term in (left, right))
                after[field] = sum(0 if term is _MISSING else term for term in terms)
            case Append(element):
                after[field] = [*item.get(field, ()), _value(element, item, given)]
            case Replace(place, element):
                elements = list(item[field])
                elements[_value(place, item, given)] = _value(element, item, given)
                after[field] = elements
            case _:
                after[field] = _value(edit, item, given)
    return after


def _value(operand: object, item: Mapping[str, Any], given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as stored
    match operand:
        case Field(name):
            return item.get(name, _MISSING)
        case Given(name):
            return given[name]
        case _:
            return operand
