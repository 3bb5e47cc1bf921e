"""The steps by which workers are woken, as text."""

from __future__ import annotations

import pytest

from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.wake_steps import WakeSteps
from roomjobs.local.folders import WORKER_TEMPLATE

TEXT = "1:1 10:3 30:8 max:5"


def test_the_text_is_read_and_written() -> None:
    assert str(WakeSteps.parse(TEXT)) == TEXT
    assert WakeSteps.parse(str(WakeSteps())) == WakeSteps()


@pytest.mark.parametrize(
    ("messages", "tasks"), [(0, 1), (1, 1), (9, 1), (10, 3), (29, 3), (30, 5), (10**6, 5)]
)
def test_so_many_messages_are_worth_so_many_tasks(messages: int, tasks: int) -> None:
    assert WakeSteps.parse(TEXT).tasks(messages) == tasks


@pytest.mark.parametrize(
    "text", ["", "1:1", "max:3", "1:x max:3", "10:3 1:1 max:9", "1:3 10:3 max:9", "1:1 max:-1"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        WakeSteps.parse(text)


def test_the_template_has_such_steps() -> None:
    policy = read_policy(WORKER_TEMPLATE)
    assert WakeSteps.parse(str(policy.wake_steps)) == policy.wake_steps
    assert policy.wake_steps.tasks(1) == 1
    assert policy.wake_steps.tasks(1000) == policy.max_tasks
