"""
Draws what production is made of, from the templates, as Mermaid in the page on architecture: `make approve`.

An arrow stands for a trigger (a route, a schedule, an origin of CloudFront), for a right that a role has, or
for messages that come back too often. `test_diagram.py` holds the page against it.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from roomjobs.local.folders import ROOT
from tests.unit.deploy.contracts.rights import as_list
from tests.unit.deploy.environment import deployment, load_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

PAGE = ROOT / "docs" / "understand" / "architecture.md"
_BLOCK = re.compile(r"```mermaid\n.*?```\n", re.DOTALL)
#: Types that are drawn, by the form of their node; a `#` stands for its name.
_NODES = {
    "AWS::ApiGateway::RestApi": "[#]",
    "AWS::CloudFront::Distribution": "[#]",
    "AWS::DynamoDB::Table": "[(#)]",
    "AWS::ECS::Service": "[[#]]",
    "AWS::Lambda::Function": "([#])",
    "AWS::S3::Bucket": "[(#)]",
    "AWS::SNS::Topic": "[#]",
    "AWS::SQS::Queue": "[/#/]",
}
#: What a right is for, in a word; of several the first that fits.
_WORDS = (
    ("sqs:ReceiveMessage", "receives"),
    ("sqs:SendMessage", "sends"),
    ("ecs:UpdateService", "wakes"),
    ("s3:PutObject", "writes"),
    ("s3:GetObject", "reads"),
    ("dynamodb:PutItem", "writes"),
    ("dynamodb:UpdateItem", "writes"),
    ("dynamodb:GetItem", "reads"),
    ("dynamodb:Query", "reads"),
)


def diagram(made: Deployment) -> str:
    """
    The diagram of a deployment, as Mermaid has it.

    Syntax: mermaid.js.org/syntax/flowchart.html.
    """
    lines = ["flowchart LR"]
    names = dict(_names(made))
    for stack in made.stacks.values():
        drawn = [
            (f"{stack.name}/{logical}", _NODES[resource["Type"]])
            for logical, resource in stack.resources.items()
            if resource["Type"] in _NODES and stack.name not in ("bootstrap", "main")
        ]
        if drawn:
            lines.append(f"  subgraph {_id(stack.name)} [{stack.name}]")
            lines += [f"    {_id(where)}{form.replace('#', _label(where))}" for where, form in drawn]
            lines.append("  end")
    merged: dict[tuple[str, str], list[str]] = {}
    for start, word, end in dict.fromkeys(_arrows(made, names)):
        merged.setdefault((start, word), []).append(end)
    for (start, word), ends in merged.items():
        lines.append(f"  {_id(start)} -- {word} --> {' & '.join(map(_id, ends))}")
    return "\n".join(lines) + "\n"


Arrow = tuple[str, str, str]  # from, a word, to


def _arrows(made: Deployment, names: dict[str, str]) -> Iterator[Arrow]:
    yield from _triggers(made)
    yield from _queues(made, names)
    for where, role in made.of_type("AWS::IAM::Role"):
        program = where.replace("/TaskRole", "/Service")
        program = re.sub(r"/(\w+)Role$", r"/\1Function", program)
        if program in names.values():
            for word, target in _rights(role, names):
                # What workers receive is in their command.
                if not (program.endswith("/Service") and word == "receives"):
                    yield program, word, target
    yield "alarms", "mail", "monitoring/Topic"


def _triggers(made: Deployment) -> Iterator[Arrow]:
    yield "browser", "HTTPS", "frontend/Distribution"
    for where, page in made.of_type("AWS::CloudFront::Distribution"):
        yield where, "page", "frontend/PageBucket"
        if any("execute-api" in each["DomainName"] for each in page["DistributionConfig"]["Origins"]):
            yield where, "API", "api/RestApi"
    for _, method in made.of_type("AWS::ApiGateway::Method"):
        found = re.search(r"<(\w+)Alias>", method["Integration"]["Uri"])
        if found:
            yield "api/RestApi", "calls", f"api/{found[1]}Function"
    for _, schedule in made.of_type("AWS::Scheduler::Schedule"):
        every = schedule["ScheduleExpression"].removeprefix("rate(").rstrip(")")
        yield "clock", f"every {every.removeprefix('1 ')}", f"upkeep/{schedule['Target']['Arn'][1:-5]}"


def _rights(role: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a role lets do, in a word, and with what."""
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = as_list(statement["Action"])
            word = next((word for action, word in _WORDS if action in actions), "")
            for resource in as_list(statement["Resource"]) if word else ():
                whole = re.sub(r"(/index/[\w-]+|/\*)$", "", resource)  # an index is part of its table
                target = names.get(re.split(r"[:/]", whole)[-1])
                if target:
                    yield word, target


def _queues(made: Deployment, names: dict[str, str]) -> Iterator[Arrow]:
    """Who takes tasks from which, and where those go that cannot be done."""
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        command = list(map(str, task["ContainerDefinitions"][0]["Command"]))
        if "--queues" in command:
            for name in command[command.index("--queues") + 1].split(","):
                yield where.replace("/TaskDefinition", "/Service"), "receives", names[name]
    for where, queue in made.of_type("AWS::SQS::Queue"):
        if "RedrivePolicy" in queue:
            yield where, "gives up", f"data/{queue['RedrivePolicy']['deadLetterTargetArn'][1:-5]}"


def _names(made: Deployment) -> Iterator[tuple[str, str]]:
    """The node of each thing by its name in AWS."""
    keys = ("BucketName", "TableName", "QueueName", "ServiceName", "FunctionName")
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            if resource["Type"] in _NODES:
                yield from (
                    (str(resource["Properties"][key]), f"{stack.name}/{logical}")
                    for key in keys
                    if key in resource["Properties"]
                )


def _id(where: str) -> str:
    return re.sub(r"\W", "_", where)


def _label(where: str) -> str:
    stack, _, logical = where.partition("/")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", logical).lower()
    return f"{stack} {words}" if words == "service" else words


def page_with(text: str, drawn: str) -> str:
    """The page with this diagram in the place of the one that it has."""
    return _BLOCK.sub(lambda _: f"```mermaid\n{drawn}```\n", text, count=1)


def main() -> None:
    PAGE.write_text(page_with(PAGE.read_text(), diagram(deployment(load_templates(), "prod"))))
    sys.stdout.write(f"{PAGE.name}: the diagram\n")


if __name__ == "__main__":
    main()
