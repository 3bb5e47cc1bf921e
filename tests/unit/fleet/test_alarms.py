"""The alarms that the page shows are those of the template."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from roomjobs.fleet.alarms import RULES, alarms
from roomjobs.fleet.telemetry.minute_table import Minute
from roomjobs.jobs.store.task_queue import Depth
from roomjobs.local.folders import SAMPLES

TEMPLATE = (SAMPLES.parent / "deploy" / "cloudformation" / "monitoring.yaml").read_text()
ALARM = re.compile(
    r'AlarmName: [^\n]*\$\{Environment\}-([\w-]+)"\s+AlarmDescription: !Sub "([^"]+?) What to do: '
    r".*?Threshold: ([\d.]+)",
    re.DOTALL,
)


def report(*, dead: int = 0, waiting: int = 0, failed: int = 0, completed: int = 0, seconds: int = 1) -> Any:
    minute = Minute()
    minute.counts.update(failed=failed, completed=completed)
    minute.run.add(seconds)
    queues = SimpleNamespace(tasks=Depth(waiting, 0, 0), dead_letters=Depth(dead, 0, 0))
    return cast("Any", SimpleNamespace(queues=lambda: queues, minutes=lambda _: [(0, minute)]))


def test_the_rules_are_those_of_the_template() -> None:
    of_lanes = {"batch-dead-letters", "large-dead-letters"}  # one rule here: the figure is of all lanes
    there = {
        (name, when, float(threshold))
        for name, when, threshold in ALARM.findall(TEMPLATE)
        if name not in of_lanes
    }
    assert there == {(rule.name, rule.sounds_when, rule.threshold) for rule in RULES}


@pytest.mark.parametrize(
    ("figures", "sounding"),
    [
        ({}, []),
        ({"dead": 1}, ["dead-letters"]),
        ({"waiting": 100}, []),
        ({"waiting": 101}, ["queue-depth"]),
        ({"failed": 1, "completed": 8}, []),  # of fewer than ten
        ({"failed": 1, "completed": 9}, ["error-rate"]),
        ({"failed": 1, "completed": 19}, []),  # five per cent are not more than five
        ({"seconds": 40}, ["processing-time"]),
    ],
)
def test_an_alarm_sounds_over_its_threshold(figures: dict[str, int], sounding: list[str]) -> None:
    states = alarms(report(**figures))
    assert [each.rule.name for each in states if each.sounds] == sounding
    assert [each.rule.name for each in states[: len(sounding)]] == sounding  # they come first
    assert len(states) == len(RULES)
