"""How many workers work is worth."""

from __future__ import annotations

import pytest

from roomjobs.fleet.capacity import Capacity, expected_seconds


def test_the_text_comes_back() -> None:
    assert str(Capacity.parse("delay:30 max:16")) == "delay:30 max:16"
    assert Capacity.parse("delay:5 max:1") == Capacity(5.0, 1)


@pytest.mark.parametrize(
    "text", ["", "max:3", "delay:30", "delay:0 max:3", "delay:3 max:0", "delay:-1 max:3"]
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a delay and a limit like"):
        Capacity.parse(text)


def test_workers_follow_the_work_up_to_one_a_job() -> None:
    capacity = Capacity(delay=30, most=16)
    assert capacity.workers(0, 0, 60) == 0
    assert capacity.workers(1, 0, 0.1) == 1
    assert capacity.workers(100, 0, 0.2) == 1
    assert capacity.workers(1000, 0, 0.2) == 7
    assert capacity.workers(9, 0, 60) == 9
    assert capacity.workers(9, 3, 60) == 12
    assert capacity.workers(9000, 3, 60) == 16


def test_larger_plans_are_expected_to_take_longer() -> None:
    assert expected_seconds(20) < expected_seconds(2000) < expected_seconds(200_000)
