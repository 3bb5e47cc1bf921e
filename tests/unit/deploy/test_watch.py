"""Which alarms take a deployment back, and how CloudFormation is told so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest

from deploy import stacks
from deploy.stacks import TELLING, Watched, watch
from tests.unit.deploy.environment import deployment, load_templates

if TYPE_CHECKING:
    from deploy.target import Target


class Account:
    """A target whose environment has some alarms, and whose CloudFormation writes down what it is told."""

    stack = "room-jobs-prod"
    environment = "prod"

    def __init__(self, **states: str) -> None:
        self._states = states
        self.told: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        assert service == "cloudwatch"
        return self

    @property
    def cloudformation(self) -> Any:
        return self

    def described(self, _stack: str) -> None:
        return None

    def describe_alarms(self, AlarmNames: list[str]) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        alarms = {f"room-jobs-prod-{name.replace('_', '-')}": state for name, state in self._states.items()}
        return {
            "MetricAlarms": [
                {"AlarmName": name, "AlarmArn": f"arn:{name}", "StateValue": alarms[name]}
                for name in AlarmNames
                if name in alarms
            ]
        }

    def create_change_set(self, **told: Any) -> None:
        self.told = told

    def describe_change_set(self, **_: object) -> dict[str, str]:
        return {"Status": "CREATE_COMPLETE"}


def test_alarms_that_are_red_already_decide_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    account = Account(api_failures="OK", error_rate="INSUFFICIENT_DATA", task_failures="ALARM", idle="ALARM")
    found = watch(cast("Target", account), 15)
    assert found == Watched(("arn:room-jobs-prod-api-failures", "arn:room-jobs-prod-error-rate"), 15)
    assert capsys.readouterr().out.startswith("room-jobs-prod-task-failures is red already")


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        (
            Watched(("arn:a",), 15),
            {
                "RollbackTriggers": [{"Arn": "arn:a", "Type": "AWS::CloudWatch::Alarm"}],
                "MonitoringTimeInMinutes": 15,
            },
        ),
        (Watched((), 15), {"RollbackTriggers": [], "MonitoringTimeInMinutes": 0}),
        (None, {"RollbackTriggers": [], "MonitoringTimeInMinutes": 0}),
    ],
)
def test_cloudformation_is_told_always(watched: Watched | None, expected: dict[str, Any]) -> None:
    """A stack keeps the alarms of the change before, unless it is told of others, or of none."""
    account = Account()
    stacks.create_change_set(cast("Target", account), "room-jobs-prod", {"TemplateBody": "{}"}, {}, watched)
    assert account.told["RollbackConfiguration"] == expected


def test_the_alarms_that_tell_are_made() -> None:
    made = deployment(load_templates(), "prod", AvailabilityTarget="99.9")
    names = {properties["AlarmName"] for _, properties in made.of_type("AWS::CloudWatch::Alarm")}
    names |= {each["AlarmName"] for _, each in made.of_type("AWS::CloudWatch::CompositeAlarm")}
    assert {f"room-jobs-prod-{each}" for each in TELLING} <= names, json.dumps(sorted(names))
