"""Expressions of alarms."""

from __future__ import annotations

import pytest

from roomjobs.fleet.scaling.metric_math import MetricMathError, evaluate

IDLE = "IF(FILL(visible, 0) + FILL(inflight, 0) == 0 AND FILL(empty, 0) > 0, 1, 0)"


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        ("FILL(a, 0) + FILL(b, 0)", {"a": 3.0, "b": None}, 3.0),
        ("a + b", {"a": 3.0, "b": None}, None),
        ("100 * errors / total", {"errors": 3.0, "total": 60.0}, 5.0),
        (IDLE, {"visible": 0.0, "inflight": None, "empty": 6.0}, 1.0),
        (IDLE, {"visible": 0.0, "inflight": 1.0, "empty": 6.0}, 0.0),
        (IDLE, {"visible": None, "inflight": None, "empty": None}, 0.0),
        ("IF(a > 1 OR b > 1, 1, 0)", {"a": 0.0, "b": 2.0}, 1.0),
        ("IF(a, 1, 0)", {"a": None}, None),
    ],
)
def test_expressions_have_the_values_of_cloudwatch(
    expression: str, values: dict[str, float | None], expected: float | None
) -> None:
    assert evaluate(expression, values) == expected


@pytest.mark.parametrize("expression", ["unknown + 1", "RATE(a)", "a +", "__import__('os')", "a.b", "'text'"])
def test_what_is_not_understood_is_refused(expression: str) -> None:
    with pytest.raises(MetricMathError):
        evaluate(expression, {"a": 1.0})
