"""Every figure, switch, choice and name has a reason, and is what the reason says (`reasons/`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.unit.deploy.contracts.reasons import TABLE
from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Only, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: What is told to people.
_WORDS = {"Description", "AlarmDescription", "GroupDescription", "Comment", "Tags"}
#: Documents by the types that have them, which contracts of their own read. Anywhere else nobody does.
_DOCUMENTS = {
    "Environment": ("Lambda::Function", "ECS::TaskDefinition"),
    "PolicyDocument": (
        *("S3::BucketPolicy", "SQS::QueuePolicy", "SNS::TopicPolicy", "Logs::ResourcePolicy"),
        "IAM::ManagedPolicy",
    ),
    "AssumeRolePolicyDocument": ("IAM::Role",),
    "Policies": ("IAM::Role",),
    "DashboardBody": ("CloudWatch::Dashboard",),
    "Metrics": ("CloudWatch::Alarm",),
    "ResponseTemplates": ("ApiGateway::GatewayResponse",),
    "FunctionCode": ("CloudFront::Function",),
}
#: Types that are made of references alone, compared elsewhere.
_OTHERS = {"AWS::CloudFormation::Stack", "AWS::ApiGateway::Deployment", "AWS::IAM::OIDCProvider"}
#: Types that one stack has, which not every environment has.
_OF_A_STACK = {
    "Backup::BackupPlan": "copies",
    "Backup::BackupSelection": "copies",
    "Backup::BackupVault": "copies",
    "SecretsManager::Secret": "flower",
    "CloudWatch::CompositeAlarm": "objective",
    "Budgets::Budget": "budget",
}
_NOTHING: tuple[Any, ...] = ()


def figures_are_what_their_reasons_say(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            kind, where = resource["Type"].removeprefix("AWS::"), f"{stack.name}/{logical}"
            if resource["Type"] in _OTHERS:
                continue
            found = _leaves(resource["Properties"], kind)
            wanted = {path: value for _, group in TABLE.get(kind, ()) for path, value in group.items()}
            for path in sorted(found.keys() - wanted.keys()):
                yield f"{where}: nobody said why {path} is {found[path]}"
            for path, value in wanted.items():
                own = value.get(where) if isinstance(value, Only) else value
                if isinstance(own, Elsewhere):
                    continue
                figures = _figures(made, where, value)
                if _as_told(found.get(path, _NOTHING)) != _as_told(figures):
                    yield f"{where}: {path} is {found.get(path, _NOTHING)}, not {figures}"


def reasons_are_about_what_there_is(made: Deployment) -> Iterator[str]:
    """A resource that has gone leaves no reason behind; those of other environments are let be."""
    described = {
        each["Type"] for stack in made.stacks.values() for each in stack.template["Resources"].values()
    }
    for kind, groups in TABLE.items():
        if f"AWS::{kind}" not in described and _OF_A_STACK.get(kind, "main") in made.stacks:
            yield f"there is no {kind} any more"
        for _, group in groups:
            for path, value in group.items():
                for where in value if isinstance(value, Only) else ():
                    name, _, logical = where.partition("/")
                    stack = made.stacks.get(name)
                    own = stack.template["Resources"].get(logical, {}) if stack else {"Type": f"AWS::{kind}"}
                    if own.get("Type") != f"AWS::{kind}":
                        yield f"{where} is no {kind}, and has a reason for its {path}"


def _figures(made: Deployment, where: str, value: Any) -> tuple[Any, ...]:  # noqa: PLR0911 - one per form
    match value:
        case Only():
            return _figures(made, where, value[where]) if where in value else _NOTHING
        case When():
            return _figures(made, where, value.value if value.holds(made) else value.otherwise)
        case Given():
            return (made.stacks["main"].parameters[value.parameter],)
        case tuple():
            return tuple(each for part in value for each in _figures(made, where, part))
        case None:
            return _NOTHING
        case str():
            given = made.stacks["main"].parameters
            return (value.replace("{p}", given["Prefix"]).replace("{e}", given["Environment"]),)
        case _:
            return (value,)


def _as_told(figures: tuple[Any, ...]) -> tuple[str, ...]:
    """CloudFormation takes a number for its text, but not a number for a truth."""
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in figures)


def _leaves(value: Any, kind: str) -> dict[str, tuple[Any, ...]]:
    """What stands at the end of each path, in order; `*` stands for all positions of a list."""
    apart = _WORDS | {key for key, kinds in _DOCUMENTS.items() if kind in kinds}
    found: dict[str, tuple[Any, ...]] = {}

    def walk(part: Any, path: tuple[str, ...]) -> None:
        if isinstance(part, dict):
            for key, each in part.items():
                if key not in apart:
                    walk(each, (*path, key))
        elif isinstance(part, list):
            for each in part:
                walk(each, (*path, "*"))
        else:
            found["/".join(path)] = (*found.get("/".join(path), ()), part)

    walk(value, ())
    return found


CHECKS = (figures_are_what_their_reasons_say, reasons_are_about_what_there_is)
