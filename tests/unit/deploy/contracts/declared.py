"""What templates declare around their resources: limits and patterns of parameters, rules, orders, outputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.unit.deploy.contracts.workers import FARGATE_SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

_CPU = (256, 512, 1024, 2048)
#: Up to 2 vCPU Fargate has all these; more is the work of more tasks.
_MEMORY = (512, 1024, 2048, 4096, 8192)
_YES_OR_NO = ("true", "false")
_ON_OR_OFF = ("on", "off")
#: What CodeDeploy has for Lambda, as far as a change that nobody waits for goes: no more than a quarter of an hour.
_CANARY = (
    "off",
    *(f"Canary10Percent{minutes}Minutes" for minutes in (5, 10, 15)),
    "Linear10PercentEvery1Minute",
)
_DIGEST = "@sha256:" + "0" * 64
#: Default and what is allowed: a tuple of values, or (least, most), `None` where nothing bounds it.
#: Reasons: a task is one of Fargate's sizes; a job needs the interpreter and a plan (256 MiB) and ends within
#: SQS's longest visibility; subnets have addresses for 1,000 workers, twice; a delay or a lease of less than
#: these would be noise of the network; three deliveries are an outage's, not a plan's; CloudWatch has these
#: days; a budget of nothing is no budget; below 93.1 % no errors would burn a budget 14.4 times too fast.
LIMITS: dict[str, tuple[Any, tuple[Any, ...] | list[Any]]] = {
    "WorkerCpu": (256, _CPU),
    "WorkerMemory": (512, _MEMORY),
    "LargeWorkerCpu": (1024, _CPU),
    "LargeWorkerMemory": (4096, _MEMORY),
    "worker/Cpu": (256, _CPU),
    "worker/Memory": (512, _MEMORY),
    "CpuArchitecture": ("X86_64", ("X86_64", "ARM64")),
    "objective/AvailabilityTarget": (None, [95, 99.99]),
    "JobMemory": (384, [256, None]),
    "LargeJobMemory": (3584, [256, None]),
    "JobSeconds": (600, [1, 36000]),
    "Concurrency": (1, [1, 16]),
    "Spot": ("false", _YES_OR_NO),
    "Canary": ("off", _CANARY),
    "Scaling": ("on", _ON_OR_OFF),
    "MaxTasks": (16, [1, 950]),
    "LargeMaxTasks": (4, [1, 50]),
    "AcceptableDelay": (30, [1, 3600]),
    "VisibilityTimeout": (60, [10, 43200]),
    "MaxReceiveCount": (10, [3, 1000]),
    "RetentionDays": (30, [1, 3650]),
    "OwnerShare": (32, [0, 10000]),
    "LogRetentionDays": (30, (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)),
    "PrivateNetworking": ("false", _YES_OR_NO),
    "Auth": ("required", ("required", "none")),
    "RequireApiKey": ("false", _YES_OR_NO),
    "RateLimit": (50, [1, None]),
    "BurstLimit": (100, [1, None]),
    "MonthlyQuota": (1000000, [1, None]),
    "MathAlarms": ("on", _ON_OR_OFF),
    "MonthlyBudget": (10, [0, None]),
    "budget/MonthlyBudget": (None, [1, None]),
    "GitHubProvider": ("true", _YES_OR_NO),
    "ApiGatewayAccount": ("true", _YES_OR_NO),
    "worker/Lane": ("", ("", "-large")),
    "AssignPublicIp": (None, ("ENABLED", "DISABLED")),
    "frontend/ApiStage": (None, ("api",)),
}
#: Types of parameters beside texts and numbers.
TYPES = {"SubnetIds": "List<AWS::EC2::Subnet::Id>", "SecurityGroupId": "AWS::EC2::SecurityGroup::Id"}
#: Defaults of texts; all others have none, or an empty one.
TEXTS = {
    "Environment": "dev",
    "PageOrigin": "*",
    "VpcCidr": "10.20.0.0/20",
    "RunbookUrl": "docs/operate/runbook.md",
    "AvailabilityTarget": "0",
}
#: What patterns take, and what they do not: the edges of each.
EXAMPLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Prefix": (
        ("", "a-", "acme-", "0-9z-", "abcdefghijklmno-", "a" + "0" * 14 + "-"),
        ("-", "acme", "Acme-", "abcdefghijklmnop-", "a_b-", "-a-"),
    ),
    "Environment": (
        ("dev", "a", "z0", "prod9", "abcdefghijkl", "abcdefghij09"),
        ("", "9dev", "Dev", "abcdefghijklm", "my-dev"),
    ),
    "FlowerImage": (
        ("", f"room-jobs-flower{_DIGEST}", "x@sha256:" + "9af" * 21 + "0"),
        ("room-jobs-flower:latest", _DIGEST, f"x{_DIGEST}0", f"x{_DIGEST[:-1]}", f"x{_DIGEST[:-1]}g"),
    ),
    "CodeKey": (
        ("lambda/" + "0" * 64 + ".zip", "lambda/" + "9af0" * 16 + ".zip"),
        (
            *("lambda/x.zip", "0" * 64 + ".zip", "lambda/" + "0" * 64, "lambda/" + "0" * 63 + ".zip"),
            *("lambda/" + "0" * 65 + ".zip", "lambda/" + "g" * 64 + ".zip", "lambda/" + "0" * 64 + "xzip"),
        ),
    ),
    "VpcCidr": (
        ("10.20.0.0/20", "10.20.0.0/16", "10.64.0.0/19", "192.168.100.200/18"),
        ("10.20.0.0", "10.20.0.0/15", "10.20.0.0/21", "10.20.0/20", "10.20.0.0.0/20", "1000.0.0.0/20"),
    ),
    "BudgetTag": (
        ("", "user:environment$prod", "user:a$b$c"),
        ("environment$prod", "user:environment", "user:$prod", "user:environment$"),
    ),
    "EventBus": (
        ("", "default", "ends", "A-9.z_", "a" * 256),
        ("a b", "ends/x", "arn:aws:events:us-east-1:123456789012:event-bus/ends", "a" * 257),
    ),
    "GitHubRepository": (
        ("", "acme/rooms", "A-9z/a.b_c-09Z"),
        ("acme", "acme/", "/rooms", "acme/rooms/x", "ac.me/rooms", "ac me/rooms"),
    ),
}
EXAMPLES["CopyTo"] = (("", *EXAMPLES["Environment"][0]), EXAMPLES["Environment"][1][1:])
EXAMPLES["CopyToRegion"] = (
    ("", "eu-west-1", "us-gov-east-1", "ap-southeast-4"),
    ("eu-west", "eu-west-1a", "EU-WEST-1", "eu_west_1", "euw1", "-1"),
)
EXAMPLES["Release"] = (
    ("0a1b2c3d", "00000000", "9f9f9f9f"),
    ("", "0a1b2c3", "0a1b2c3d4", "0A1B2C3D", "g0000000"),
)
EXAMPLES["AvailabilityTarget"] = (
    ("0", "95", "95.0", "99", "99.9", "99.99", "97.25"),
    ("", "94.99", "50", "1", "0.5", "00", "100", "99.999", "99.", "-95", "9599", "095"),
)
EXAMPLES["HostedZoneId"] = EXAMPLES["DnsZone"] = (
    ("", "Z1", "Z0123456789ABCDEFGHIJ", "Z" + "A" * 31),
    ("Z", "z0123", "/hostedzone/Z1", "Z" + "A" * 32, "A1", "Z1-"),
)
_WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/"
EXAMPLES["WebAclArn"] = (
    ("", f"{_WEB_ACL}rooms/0a1b", _WEB_ACL.replace("aws", "aws-us-gov", 1) + "x"),
    (
        *(
            _WEB_ACL,
            "rooms",
            f"{_WEB_ACL}x".replace("global", "regional"),
            f"{_WEB_ACL}x".replace("us-east-1", "eu-west-1"),
        ),
        *(f"{_WEB_ACL}x".replace("123456789012", "12345678901"), f"{_WEB_ACL}x".replace("wafv2", "waf")),
        *(f"{_WEB_ACL}x".replace("webacl", "acl"), f"{_WEB_ACL}x".replace("aws", "awsX", 1)),
    ),
)
EXAMPLES["WorkerImage"] = EXAMPLES["Image"] = (
    tuple(each for each in EXAMPLES["FlowerImage"][0] if each),
    ("", *EXAMPLES["FlowerImage"][1]),
)
#: Parameters that a rule accepts and refuses.
RULES: dict[str, tuple[tuple[dict[str, str], ...], tuple[dict[str, str], ...]]] = {
    "main/FlowerNeedsAWayOut": (
        (
            {"PrivateNetworking": "false", "FlowerImage": ""},
            {"PrivateNetworking": "false", "FlowerImage": "x"},
            {"PrivateNetworking": "true", "FlowerImage": ""},
        ),
        ({"PrivateNetworking": "true", "FlowerImage": "x"},),
    ),
    "copies/CopiesHaveARegion": (
        (
            {"CopyTo": "", "CopyToRegion": ""},
            {"CopyTo": "x", "CopyToRegion": "eu-west-1"},
            {"CopyTo": "", "CopyToRegion": "eu-west-1"},
        ),
        ({"CopyTo": "x", "CopyToRegion": ""},),
    ),
    "frontend/NameNeedsCertificate": (
        (
            {"DomainName": "", "CertificateArn": ""},
            {"DomainName": "", "CertificateArn": "x"},
            {"DomainName": "x", "CertificateArn": "x"},
        ),
        ({"DomainName": "x", "CertificateArn": ""},),
    ),
    "frontend/ZoneNeedsName": (
        (
            {"HostedZoneId": "", "DomainName": ""},
            {"HostedZoneId": "", "DomainName": "x"},
            {"HostedZoneId": "Z1", "DomainName": "x"},
        ),
        ({"HostedZoneId": "Z1", "DomainName": ""},),
    ),
}
#: What nothing but the order tells: a route leads to a gateway that is attached, a stage writes to its group.
AFTER = {"network/DefaultRoute": "GatewayAttachment", "api/Stage": "ExecutionLogGroup"}
#: Outputs that are texts.
OUTPUTS = {
    "worker/ClusterName": "{p}room-jobs-{e}",
    "worker/Capacity": "delay:{AcceptableDelay} max:{MaxTasks}",
    "monitoring/StatusDashboard": (
        "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/<StatusDashboard>"
    ),
    "api/Url": "https://<RestApi>.execute-api.us-east-1.amazonaws.com/api",
    "api/Domain": "<RestApi>.execute-api.us-east-1.amazonaws.com",
    "api/ApiName": "{p}room-jobs-{e}",
    "network/SubnetIds": "<WorkerSubnetA>,<WorkerSubnetB>",
}


def parameters_have_their_limits(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for name, declared in stack.template["Parameters"].items():
            limits = LIMITS.get(f"{stack.name.removesuffix('-large')}/{name}") or LIMITS.get(name)
            is_number = limits is not None and not isinstance((limits[0], *limits[1])[-1], str)
            kind = "Number" if is_number else TYPES.get(name, "String")
            if declared["Type"] != kind:
                yield f"{stack.name}/{name} is a {declared['Type']}, not a {kind}"
            if limits is None:
                default = declared.get("Default", "")
                if default != TEXTS.get(name, "") and "Default" in declared:
                    yield f"{stack.name}/{name}: the default is {default!r}, not {TEXTS.get(name, '')!r}"
                if {"AllowedValues", "MinValue", "MaxValue"} & declared.keys():
                    yield f"nobody said what {stack.name}/{name} may be"
                continue
            default, allowed = limits
            if "Default" in declared and declared["Default"] != default:
                yield f"{stack.name}/{name}: the default is {declared['Default']!r}, not {default!r}"
            bounds = [declared.get("MinValue"), declared.get("MaxValue")]
            found = bounds if isinstance(allowed, list) else tuple(declared.get("AllowedValues", ()))
            if found != allowed:
                yield f"{stack.name}/{name} may be {found}, not {allowed}"
    sizes = {size for every in FARGATE_SIZES.values() for size in every}
    if tuple(FARGATE_SIZES) != _CPU or not set(_MEMORY) <= sizes:
        yield "parameters allow sizes that Fargate does not have"


def patterns_take_what_they_are_to(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for name, declared in stack.template["Parameters"].items():
            pattern = declared.get("AllowedPattern")
            if pattern is None:
                if name in EXAMPLES and stack.name in ("main", "bootstrap"):
                    yield f"{stack.name}/{name} may be anything"
                continue
            taken, refused = EXAMPLES[name]
            for example in taken:
                if not re.search(pattern, example):  # CloudFormation wants the whole value to fit
                    yield f"{stack.name}/{name} refuses {example!r}"
            for example in refused:
                if re.fullmatch(pattern, example):
                    yield f"{stack.name}/{name} takes {example!r}"


def rules_refuse_what_cannot_be(made: Deployment) -> Iterator[str]:
    for name, (accepted, refused) in RULES.items():
        stack = made.stacks.get(name.partition("/")[0])
        if stack is None:  # nothing is copied
            continue
        rule = stack.template.get("Rules", {}).get(name.partition("/")[2])
        if rule is None:
            yield f"there is no rule {name}"
            continue
        before = stack.parameters
        try:
            for parameters, wanted in (
                *((each, True) for each in accepted),
                *((each, False) for each in refused),
            ):
                stack.parameters = {**before, **parameters}
                asked = stack.resolve(rule["RuleCondition"]) if "RuleCondition" in rule else True
                holds = all(stack.resolve(each["Assert"]) for each in rule["Assertions"])
                if (not asked or holds) is not wanted:
                    yield f"{name} {'refuses' if wanted else 'accepts'} {parameters}"
        finally:
            stack.parameters = before


def orders_are_told(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for logical, resource in stack.template["Resources"].items():
            if resource["Type"] == "AWS::ApiGateway::Deployment":
                continue  # gateway.the_deployment_shows_the_api
            if resource.get("DependsOn") != AFTER.get(f"{stack.name}/{logical}"):
                yield f"{stack.name}/{logical} comes after {resource.get('DependsOn')}"


def outputs_are_given_everywhere_and_to_nobody_else(made: Deployment) -> Iterator[str]:
    """No output depends on a condition, and none is exported by a name that two environments would share."""
    for stack in made.stacks.values():
        for name, output in stack.template.get("Outputs", {}).items():
            if more := sorted(output.keys() - {"Description", "Value"}):
                yield f"the output {stack.name}/{name} has {more}"


def outputs_are_the_texts_they_are_to_be(made: Deployment) -> Iterator[str]:
    given = made.stacks["main"].parameters
    for name, wanted in OUTPUTS.items():
        stack = made.stacks[name.partition("/")[0]]
        text = wanted.replace("{p}", given["Prefix"]).replace("{e}", given["Environment"])
        for each in ("AcceptableDelay", "MaxTasks"):
            text = text.replace(f"{{{each}}}", str(given[each]))
        found = stack.outputs().get(name.partition("/")[2])
        if found != text:
            yield f"the output {name} is {found!r}, not {text!r}"
    page, domain = made.stacks["frontend"].outputs()["PageUrl"], given["DomainName"]
    if page != f"https://{domain or '<Distribution.DomainName>'}":
        yield f"the page is told to be at {page}"


CHECKS = (
    parameters_have_their_limits,
    patterns_take_what_they_are_to,
    rules_refuse_what_cannot_be,
    orders_are_told,
    outputs_are_given_everywhere_and_to_nobody_else,
    outputs_are_the_texts_they_are_to_be,
)
