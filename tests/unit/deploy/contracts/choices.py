"""What the templates decide: conditions, parameters on their way down, outputs on their way up."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.deploy.environment import Deployment


def _is(value: str) -> Callable[[str], bool]:
    return lambda given: given == value


def _is_given(value: str) -> bool:
    return value != ""


#: The parameters that a condition depends on, and when it holds: the same in all templates but the bootstrap.
CONDITIONS: dict[str, tuple[tuple[str, ...], Callable[..., bool]]] = {
    "IsBounded": (("PermissionsBoundary",), _is_given),
    "IsSpot": (("Spot",), _is("true")),
    "IsCopied": (("CopyTo",), _is_given),
    "IsCanary": (("Canary",), lambda given: given != "off"),
    "IsScaled": (("Scaling",), _is("on")),
    "IsLarge": (("Lane",), _is("-large")),
    "IsFirst": (("Lane",), _is("")),
    "ReachesEcs": (("AssignPublicIp",), _is("ENABLED")),
    "HasFlower": (("FlowerImage",), _is_given),
    "HasObjective": (
        ("AvailabilityTarget", "MathAlarms"),
        lambda target, math: target != "0" and math == "on",
    ),
    "IsInOurZone": (("HostedZoneId",), _is_given),
    "IsFiltered": (("WebAclArn",), _is_given),
    "HasBudget": (("MonthlyBudget",), lambda given: given != "0"),
    "KnowsMath": (("MathAlarms",), _is("on")),
    "IsMailed": (("AlarmEmail",), _is_given),
    "IsNamed": (("DomainName",), _is_given),
    "IsTagged": (("BudgetTag",), _is_given),
    "HasEventBus": (("EventBus",), _is_given),
    "IsPrivate": (("PrivateNetworking",), _is("true")),
    "IsPublic": (("PrivateNetworking",), _is("false")),
    "IsProd": (("Environment",), _is("prod")),
    "IsKeyed": (("RequireApiKey",), _is("true")),
    "IsOpen": (("RequireApiKey",), _is("false")),
    "bootstrap/HasZone": (("DnsZone",), _is_given),
    "bootstrap/IsNamed": (("DeployPrincipal",), _is_given),
    "bootstrap/IsFirst": (("ApiGatewayAccount",), _is("true")),
    "bootstrap/IsDeployedByGitHub": (("GitHubRepository",), _is_given),
    "bootstrap/MakesProvider": (
        ("GitHubProvider", "GitHubRepository"),
        lambda makes, repository: makes == "true" and repository != "",
    ),
}
#: Resources that are made under a condition. All others are made everywhere.
UNDER = {
    "worker/Cluster": "IsFirst",
    **dict.fromkeys(("data/CopyRole", "copies/Plan", "copies/Selection"), "IsCopied"),
    **dict.fromkeys(("worker/ScalableTarget", "worker/DrainIn", "worker/IdleAlarm"), "IsScaled"),
    "main/Flower": "HasFlower",
    "main/Budget": "HasBudget",
    "main/Objective": "HasObjective",
    "frontend/Names": "IsInOurZone",
    "monitoring/Subscription": "IsMailed",
    **dict.fromkeys(
        ("monitoring/ErrorRateAlarm", "monitoring/UpkeepAlarm", "monitoring/UpkeepSilentAlarm"), "KnowsMath"
    ),
    **dict.fromkeys(
        ("network/InternetGateway", "network/GatewayAttachment", "network/DefaultRoute"), "IsPublic"
    ),
    "network/EndpointSecurityGroup": "IsPrivate",
    **{f"network/{name}Endpoint": "IsPrivate" for name in ("Sqs", "EcrApi", "EcrDocker", "Logs")},
    **dict.fromkeys(("bootstrap/ApiGatewayRole", "bootstrap/ApiGatewayAccountSetting"), "IsFirst"),
    "bootstrap/GitHub": "MakesProvider",
    **dict.fromkeys(("api/ApiKey", "api/UsagePlanKey"), "IsKeyed"),
    **dict.fromkeys(("api/Releases", "api/ReleaseRole", "api/AnswersReleaseAlarm"), "IsCanary"),
    **{
        f"api/{each}Release{alarm}": "IsCanary"
        for each in ("Create", "Status", "Api")
        for alarm in ("", "Alarm")
    },
}
#: What main.yaml does not pass on: the first workers make the cluster, those of large plans do one job each.
NOT_PASSED = {("Worker", "ClusterName"), ("Worker", "Lane"), ("LargeWorker", "Concurrency")}
#: Parameters of which 0 means in main.yaml that there is no such stack.
NONE_AT_ALL = {"MonthlyBudget", "AvailabilityTarget"}
#: Parameters whose choice is wider than on or off.
MORE_THAN_TWO = {"Canary"}
#: Where a blank stands for something: no identity of the old kind, copies of all objects.
MEANT_BLANK = ("/OriginAccessIdentity", "/Filter/Prefix")
#: Values of a parameter that is a choice between two.
TWO = ({"true", "false"}, {"on", "off"})


def conditions_hold_when_they_are_to(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for name in stack.template.get("Conditions", {}):
            wanted = CONDITIONS.get(f"{stack.name}/{name}") or CONDITIONS.get(name)
            if wanted is None:
                yield f"nobody said when {stack.name}/{name} holds"
                continue
            parameters, holds = wanted
            asked = tuple(sorted(_asked(stack.template, name)))
            if asked != parameters:
                yield f"{stack.name}/{name} depends on {asked}, not on {parameters}"
            elif stack.holds(name) != holds(*(str(stack.parameters[each]) for each in parameters)):
                yield f"{stack.name}/{name} holds when it is not to"


def _asked(template: Any, condition: str) -> set[str]:
    text = json.dumps(template["Conditions"][condition])
    inner = re.findall(r'"Condition": "(\w+)"', text)
    return {*re.findall(r'"Ref": "(\w+)"', text), *(p for each in inner for p in _asked(template, each))}


def resources_are_made_where_they_are_to(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        name = stack.name.removesuffix("-large")
        for logical, resource in stack.template["Resources"].items():
            if resource["Type"] == "AWS::ApiGateway::Deployment":
                wanted = "IsOpen" if logical.startswith("Open") else "IsKeyed"
            else:
                wanted = UNDER.get(f"{name}/{logical}", "")
            if (found := resource.get("Condition", "")) != wanted:
                yield f"{name}/{logical} is made under {found or 'none'}, not under {wanted or 'none'}"


def nothing_is_left_blank(made: Deployment) -> Iterator[str]:
    """An `!If` that is turned round gives the empty parameter in the place of what was to be left out."""
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            for path, value in _texts(resource["Properties"], ""):
                is_told = "/Environment/" in path or resource["Type"] == "AWS::CloudFormation::Stack"
                if not value and not is_told and not path.endswith(MEANT_BLANK):
                    yield f"{stack.name}/{logical}{path} is blank"


def nested_stacks_are_given_all_they_ask_for(made: Deployment) -> Iterator[str]:
    """Nobody can set a parameter that main.yaml does not pass on."""
    main = made.stacks["main"].template["Resources"]
    for logical, stack in made.stacks["main"].nested.items():
        given = main[logical]["Properties"].get("Parameters", {})
        if more := sorted(main[logical]["Properties"].keys() - {"Parameters", "TemplateURL"}):
            yield f"{logical} has {more}, beside its template and parameters"
        for name in stack.template["Parameters"]:
            if name not in given and (logical, name) not in NOT_PASSED:
                yield f"{logical} is not given {name}, and takes the default of its template"


def parameters_have_one_meaning(made: Deployment) -> Iterator[str]:
    main = made.stacks["main"].template["Parameters"]
    for stack in made.stacks.values():
        for name, declared in stack.template["Parameters"].items():
            where = f"{stack.name}/{name}"
            values = set(map(str, declared.get("AllowedValues", [])))
            if values & {"true", "false", "on", "off"} and values not in TWO and name not in MORE_THAN_TWO:
                yield f"{where} is a choice between {sorted(values)}"
            if "Default" in declared:
                yield from (f"{where}: {fault}" for fault in _faults_of_default(declared))
            if stack.name in ("main", "bootstrap") or name not in main:
                continue
            for key in ("Type", "AllowedValues", "AllowedPattern", "MinValue", "MaxValue", "Default"):
                if key in declared and name not in NONE_AT_ALL and declared[key] != main[name].get(key):
                    yield f"{where}: {key} is not that of main.yaml"


def _faults_of_default(declared: dict[str, Any]) -> Iterator[str]:
    default = declared["Default"]
    if "AllowedValues" in declared and str(default) not in map(str, declared["AllowedValues"]):
        yield f"the default {default!r} is not allowed"
    if "AllowedPattern" in declared and not re.fullmatch(declared["AllowedPattern"], str(default)):
        yield f"the default {default!r} does not fit its pattern"
    if not float(declared.get("MinValue", "-inf")) <= float(
        default if "MinValue" in declared else 0
    ) or float(default if "MaxValue" in declared else 0) > float(declared.get("MaxValue", "inf")):
        yield f"the default {default!r} is out of bounds"


def outputs_are_of_what_they_say(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for name, output in stack.template.get("Outputs", {}).items():
            try:
                value = stack.resolve(output["Value"])
            except (KeyError, StopIteration):
                yield f"{stack.name}: the output {name} is of something that there is not"
                continue
            match output["Value"]:
                case {"Fn::GetAtt": [_, str(attribute)]} if attribute.startswith("Outputs."):
                    if attribute.removeprefix("Outputs.") not in (name, *_OUTPUTS.get(name, ())):
                        yield f"{stack.name}: the output {name} is {attribute}"
                case {"Fn::GetAtt": [str(logical), _]} | {"Ref": str(logical)}:
                    resource = stack.template["Resources"].get(logical)
                    named = re.sub(r"(Url|Arn|Name|Id|Domain|Address)$", "", name)
                    if (
                        resource
                        and named not in (logical, *_OUTPUTS.get(name, ()))
                        and (logical not in _OUTPUTS.get(name, ()))
                    ):
                        yield f"{stack.name}: the output {name} is of {logical}"
                case _:
                    pass
            if value == "":
                yield f"{stack.name}: the output {name} is blank"


#: Outputs under another name than that of what they are of.
_OUTPUTS = {"ApiUrl": ("Url",), "LargeServiceName": ("ServiceName",)}


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, f"{path}/{key}")
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _texts(each, f"{path}/{position}")


CHECKS = (
    conditions_hold_when_they_are_to,
    resources_are_made_where_they_are_to,
    nothing_is_left_blank,
    nested_stacks_are_given_all_they_ask_for,
    parameters_have_one_meaning,
    outputs_are_of_what_they_say,
)
