"""Every environment that can be deployed fulfils the contracts that no linter knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from roomjobs import services
from tests.unit.deploy.contracts import CHECKS, choices, rights, stores
from tests.unit.deploy.environment import (
    CONTRACTED,
    DEPLOYED,
    ENVIRONMENTS,
    TEMPLATES,
    VARIANTS,
    deployment,
    load_parameters,
    load_templates,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.deploy.environment import Deployment

MADE = {
    "prod": deployment(load_templates(), "prod"),
    **{name: deployment(load_templates(), VARIANTS[name][0], **VARIANTS[name][1]) for name in CONTRACTED},
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", MADE)
def test_every_environment_fulfils(name: str, check: Callable[[Deployment], Iterator[str]]) -> None:
    assert list(check(MADE[name])) == []


@pytest.mark.parametrize("check", rights.CHECKS, ids=lambda check: check.__name__)
def test_the_longest_names_fulfil_what_holds_of_names(check: Callable[[Deployment], Iterator[str]]) -> None:
    longest = {"Prefix": "abcdefghijklmno-", "Environment": "abcdefghijkl"}
    assert list(check(deployment(load_templates(), "prod", **longest))) == []


def test_without_scaling_nothing_is_scaled() -> None:
    made = deployment(load_templates(), "prod", Scaling="off")
    assert not list(made.of_type("AWS::ApplicationAutoScaling::ScalableTarget"))
    assert "IdleAlarm" not in made.stacks["worker"].resources


def test_the_most_workers_are_in_no_task_definition() -> None:
    """A rise of MaxTasks in a backlog must not begin by replacing all workers."""
    few, many = (
        deployment(load_templates(), "prod", MaxTasks=most).stacks["worker"].resources["TaskDefinition"]
        for most in ("3", "24")
    )
    assert few == many


def test_without_scaling_nobody_is_woken() -> None:
    made = deployment(load_templates(), "prod", Scaling="off")
    woken_by = [
        function["Environment"]["Variables"].get("ROOMJOBS_ECS_SERVICE")
        for _, function in made.stacks["api"].of_type("AWS::Lambda::Function")
    ]
    assert woken_by == ["", "", ""]
    schedules = dict(made.stacks["upkeep"].of_type("AWS::Scheduler::Schedule"))
    assert schedules["WakeSchedule"]["State"] == "DISABLED"
    assert (
        dict(MADE["prod"].stacks["upkeep"].of_type("AWS::Scheduler::Schedule"))["WakeSchedule"]["State"]
        == "ENABLED"
    )


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_parameters_are_those_of_the_template(environment: str) -> None:
    declared = load_templates()["main"]["Parameters"]
    given = load_parameters(environment)
    assert given.keys() <= declared.keys() - DEPLOYED.keys()
    for name, value in given.items():
        assert isinstance(value, str)
        allowed = declared[name].get("AllowedValues")
        assert allowed is None or value in map(str, allowed), name
    assert given["Environment"] == environment


def test_the_page_reaches_only_presigned_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    s3 = services.open_clients("us-east-1").s3
    made = MADE["prod"].stacks
    headers = made["frontend"].resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    policy = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    allowed = next(part.split() for part in policy.split(";") if part.split()[0] == "connect-src")
    buckets = (made["data"].outputs()[name] for name in ("InputBucket", "OutputBucket"))
    urls = [
        urlsplit(s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "x"}))
        for bucket in buckets
    ]
    assert allowed == ["connect-src", "'self'", *(f"https://{url.hostname}" for url in urls)]


def test_the_stack_policy_keeps_what_is_stored() -> None:
    policy = json.loads((TEMPLATES / "stack-policy.json").read_text())
    denied = [each for each in policy["Statement"] if each["Effect"] == "Deny"]
    types = {
        kind
        for each in denied
        for kind in each.get("Condition", {}).get("StringEquals", {}).get("ResourceType", [])
    }
    assert types == {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue"}
    assert all("Update:Replace" in each["Action"] and "Update:Delete" in each["Action"] for each in denied)


def test_parameters_that_pass_through_have_one_meaning() -> None:
    templates = load_templates()
    for name, declared in templates["main"]["Parameters"].items():
        for other, template in templates.items():
            inner = template["Parameters"].get(name)
            if inner is None or other in ("main", "bootstrap") or name in choices.NONE_AT_ALL:
                continue
            for key in ("Type", "Default", "AllowedValues", "MinValue", "MaxValue"):
                if key in declared and key in inner:
                    assert inner[key] == declared[key], f"{other}/{name}: {key}"


def test_a_longer_visibility_is_a_longer_lease() -> None:
    made = deployment(load_templates(), "prod", VisibilityTimeout="90")
    assert list(stores.tasks_come_back_often_enough(made)) == []
