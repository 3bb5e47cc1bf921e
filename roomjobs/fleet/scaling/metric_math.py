"""The part of CloudWatch's metric math that the alarms of the workers use."""

from __future__ import annotations

import ast
import operator
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CHOICES: dict[str, Callable[[list[float]], float]] = {"MIN": min, "MAX": max}
_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


class MetricMathError(RoomJobsError):
    """An expression is not understood here."""


def evaluate(expression: str, values: Mapping[str, float | None]) -> float | None:
    """
    Evaluate an expression for one period.

    Parameters
    ----------
    expression
        With ``FILL(m, number)``, ``IF(condition, a, b)``, ``MIN([a, b])``, ``MAX([a, b])``, AND, OR,
        comparisons and arithmetic, as in
        docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html.
    values
        What each id stands for; None where there is no data.

    Returns
    -------
    float | None
        None where data is missing and not filled.

    Raises
    ------
    MetricMathError
        The expression uses something else, or an id that has no value.
    """
    return _evaluate(expression, tuple(values.items()))


@lru_cache(maxsize=1024)  # a simulation has the same figures in most minutes of a month
def _evaluate(expression: str, values: tuple[tuple[str, float | None], ...]) -> float | None:
    return _value(_parse(expression), dict(values))


@cache
def _parse(expression: str) -> ast.expr:
    spelled = re.sub(r"\b(AND|OR)\b|&&|\|\|", _python_word, expression)
    spelled = re.sub(r"\bIF\b", "IF_", spelled)
    try:
        return ast.parse(spelled.strip(), mode="eval").body
    except SyntaxError as error:
        raise MetricMathError(f"{expression!r}: {error.msg}") from error


def _python_word(found: re.Match[str]) -> str:
    return " and " if found[0] in ("AND", "&&") else " or "


def _value(node: ast.expr, values: Mapping[str, float | None]) -> float | None:  # noqa: PLR0911 - one per form
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Call(func=ast.Name(id="FILL"), args=[metric, filler]):
            value = _value(metric, values)
            return _value(filler, values) if value is None else value
        case ast.Call(func=ast.Name(id="IF_"), args=[condition, yes, no]):
            holds = _value(condition, values)
            return None if holds is None else _value(yes if holds else no, values)
        case ast.BoolOp(op=word, values=parts):
            known = [_value(part, values) for part in parts]
            if None in known:
                return None
            return float(all(known) if isinstance(word, ast.And) else any(known))
        case ast.Call(func=ast.Name(id="MIN" | "MAX" as choice), args=[ast.List(elts=parts)]):
            figures = [_value(part, values) for part in parts]
            told = [each for each in figures if each is not None]
            return _CHOICES[choice](told) if len(told) == len(figures) else None
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _combine(type(sign), left, right, values)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _OPERATORS:
            return _combine(type(sign), left, right, values)
        case _:
            raise MetricMathError(f"{ast.unparse(node)!r} is not understood")


def _combine(
    sign: type[ast.AST], left: ast.expr, right: ast.expr, values: Mapping[str, float | None]
) -> float | None:
    first, second = _value(left, values), _value(right, values)
    return None if first is None or second is None else float(_OPERATORS[sign](first, second))
