"""Renders conditions and edits as expressions of DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roomjobs.jobs.conditions import (
    Absent,
    AllOf,
    AnyOf,
    Append,
    Comparison,
    Condition,
    Field,
    Given,
    Replace,
    Sum,
)
from roomjobs.jobs.store.attributes import attribute

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rendering:
    """Names and values of an expression, each under a unique alias."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def name(self, field: str) -> str:
        return self.names.setdefault(field, f"#n{len(self.names)}")

    def value(self, value: object) -> str:
        alias = f":v{len(self.values)}"
        self.values[alias] = attribute(value)
        return alias

    def operand(self, operand: object) -> str:
        match operand:
            case Field(name):
                return self.name(name)
            case Given(name):
                return self.value(self._given[name])
            case _:
                return self.value(operand)

    def condition(self, condition: Condition) -> str:
        match condition:
            case Comparison(left, sign, right):
                return f"{self.operand(left)} {sign} {self.operand(right)}"
            case Absent(field):
                return f"attribute_not_exists({self.name(field)})"
            case AllOf(parts):
                return self._joined(parts, " AND ")
            case AnyOf(parts):
                return self._joined(parts, " OR ")

    def _joined(self, parts: tuple[Condition, ...], word: str) -> str:
        """Join the parts by the keyword; DynamoDB accepts parentheses only where they are needed."""
        texts = [(part, text) for part in parts if (text := self.condition(part))]
        if len(texts) == 1:
            return texts[0][1]
        return word.join(f"({text})" if isinstance(part, (AllOf, AnyOf)) else text for part, text in texts)

    def edit(self, field: str, edit: object) -> str:
        target = self.name(field)
        match edit:
            case Sum(left, right):
                return f"{target} = {self._term(left)} + {self._term(right)}"
            case Append(element):
                added = self.value([self._resolved(element)])
                return f"{target} = list_append(if_not_exists({target}, {self.value([])}), {added})"
            case Replace(place, element):
                return f"{target}[{self._resolved(place)}] = {self.operand(element)}"
            case _:
                return f"{target} = {self.operand(edit)}"

    def _term(self, operand: object) -> str:
        text = self.operand(operand)
        return f"if_not_exists({text}, {self.value(0)})" if isinstance(operand, Field) else text

    def _resolved(self, operand: object) -> object:
        return self._given[operand.name] if isinstance(operand, Given) else operand
