"""The templates as what they would make: parameters put in, conditions decided, stacks nested."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from cfnlint.decode import cfn_yaml

from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TEMPLATES = ROOT / "deploy" / "cloudformation"
ENVIRONMENTS = ("dev", "staging", "prod")

#: What `make deploy` adds to a file of parameters.
DEPLOYED = {
    "WorkerImage": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/room-jobs-worker@sha256:{'a' * 64}",
    "CodeBucket": "room-jobs-artifacts-123456789012-us-east-1",
    "CodeKey": f"lambda/{'b' * 64}.zip",
    "Release": "0a1b2c3d",
    "PermissionsBoundary": "arn:aws:iam::123456789012:policy/room-jobs-boundary-us-east-1",
}
#: Stacks that an administrator makes; the others are made by the deploy role.
ADMINISTRATED = ("bootstrap", "copies")
Templates = dict[str, dict[str, Any]]

_SIGNED = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x"
#: Other environments than prod: whose parameters each has, and what is set beside them.
VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "dev": ("dev", {}),
    "staging": ("staging", {}),
    "private": ("prod", {"PrivateNetworking": "true"}),
    "spot": ("prod", {"Spot": "true"}),
    "flower": (
        "prod",
        {"FlowerImage": f"room-jobs-flower@sha256:{'c' * 64}", "EventBus": "ends", "CopyTo": "prod2"},
    ),
    "keyed": ("prod", {"RequireApiKey": "true", "Auth": "none"}),
    "signed": (
        "prod",
        {
            "JwksUrl": f"{_SIGNED}/.well-known/jwks.json",
            "JwtIssuer": _SIGNED,
            "JwtAudience": "rooms",
            "JwtScopePrefix": "roomjobs/",
        },
    ),
    "named": (
        "prod",
        {
            "DomainName": "rooms.example.org",
            "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x",
        },
    ),
    "promised": ("prod", {"AvailabilityTarget": "99.9"}),
    "zoned": (
        "prod",
        {
            "DomainName": "rooms.example.org",
            "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x",
            "HostedZoneId": "Z0123456789ABC",
            "DnsZone": "Z0123456789ABC",
            "WebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/rooms/x",
            "CpuArchitecture": "ARM64",
        },
    ),
    "free": ("prod", {"MonthlyBudget": "0"}),
    "tagged": ("prod", {"BudgetTag": "user:environment$prod"}),
    "mailed": ("prod", {"AlarmEmail": "ops@example.org"}),
    "unbounded": ("prod", {"PermissionsBoundary": ""}),
    "unbounded-flower": (
        "prod",
        {"PermissionsBoundary": "", "FlowerImage": f"room-jobs-flower@sha256:{'c' * 64}"},
    ),
    "deployer": (
        "prod",
        {"DeployPrincipal": "arn:aws:iam::123456789012:user/x", "ApiGatewayAccount": "false"},
    ),
    "github": ("prod", {"GitHubRepository": "acme/rooms"}),
    "github-trusted": ("prod", {"GitHubRepository": "acme/rooms", "GitHubProvider": "false"}),
    "unscaled": ("prod", {"Scaling": "off"}),
    "mathless": ("prod", {"MathAlarms": "off"}),
    # Every number another one than anywhere else, so that none can stand for another.
    "numbered": (
        "prod",
        {
            "Prefix": "acme-",
            "Canary": "Linear10PercentEvery1Minute",
            "WorkerCpu": "512",
            "WorkerMemory": "2048",
            "JobMemory": "1500",
            "JobSeconds": "601",
            "Concurrency": "2",
            "MaxTasks": "3",
            "LargeWorkerCpu": "2048",
            "LargeWorkerMemory": "8192",
            "LargeJobMemory": "7000",
            "LargeMaxTasks": "2",
            "AcceptableDelay": "29",
            "VisibilityTimeout": "61",
            "MaxReceiveCount": "11",
            "RetentionDays": "31",
            "OwnerShare": "33",
            "LogRetentionDays": "60",
            "PageOrigin": "https://rooms.example.org",
            "VpcCidr": "10.64.0.0/16",
            "RateLimit": "201",
            "BurstLimit": "402",
            "MonthlyQuota": "1000001",
            "RunbookUrl": "https://wiki.example.org/runbook.md",
            "MonthlyBudget": "51",
        },
    ),
}
#: Those for which all contracts hold; the others lack what some contract is about.
CONTRACTED = (
    *("dev", "staging", "private", "spot", "flower", "keyed", "signed", "named"),
    *(
        "free",
        "tagged",
        "mailed",
        "github",
        "github-trusted",
        "numbered",
        "unscaled",
        "promised",
        "zoned",
    ),
)
_PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "room-jobs-dev",
    "AWS::URLSuffix": "amazonaws.com",
}
_NAMES = {
    "AWS::Backup::BackupVault": "BackupVaultName",
    "AWS::ApiGateway::Stage": "StageName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeDeploy::Application": "ApplicationName",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::Events::Rule": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
}
_ABSENT = object()


def load_templates() -> dict[str, dict[str, Any]]:
    """Each template by the name of its file, as plain data that the caller may change."""
    return {name: json.loads(text) for name, text in _texts().items()}


@cache
def _texts() -> dict[str, str]:
    return {path.stem: json.dumps(cfn_yaml.load(str(path))) for path in TEMPLATES.glob("*.yaml")}


def load_parameters(environment: str) -> dict[str, str]:
    text = (TEMPLATES / "params" / f"{environment}.json").read_text()
    parameters: dict[str, str] = json.loads(text)
    return parameters


@dataclass(slots=True)
class Stack:
    """One template with its parameters."""

    name: str
    template: Mapping[str, Any]
    parameters: dict[str, Any]
    nested: dict[str, Stack] = field(default_factory=dict)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Logical id and properties of the resources of some types."""
        for logical, resource in self.resources.items():
            if resource["Type"] in types:
                yield logical, resource.get("Properties", {})

    def outputs(self) -> dict[str, Any]:
        return {name: self.resolve(each["Value"]) for name, each in self.template.get("Outputs", {}).items()}

    def holds(self, condition: str) -> bool:
        return bool(self.resolve(self.template["Conditions"][condition]))

    def resolve(self, value: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case per function
        """A value with its functions worked out; what only AWS knows is `<Logical.Attribute>`."""
        match value:
            case {"Ref": str(name)} if len(value) == 1:
                return self._ref(name)
            case {"Fn::GetAtt": [str(logical), str(attribute)]}:
                return self._attribute(logical, attribute)
            case {"Fn::GetAtt": [str(logical), *path]}:
                return self._attribute(logical, ".".join(path))
            case {"Fn::Sub": str(text)}:
                return self._substitute(text)
            case {"Fn::If": [str(condition), yes, no]}:
                return self.resolve(yes if self.holds(condition) else no)
            case {"Fn::Equals": [one, other]}:
                return str(self.resolve(one)) == str(self.resolve(other))
            case {"Fn::And": list(parts)}:
                return all(self.resolve(part) for part in parts)
            case {"Fn::Not": [inner]}:
                return not self.resolve(inner)
            case {"Condition": str(condition)} if len(value) == 1:
                return self.holds(condition)
            case {"Fn::Join": [str(separator), list(parts)]}:
                return separator.join(str(self.resolve(part)) for part in parts)
            case {"Fn::Select": [index, parts]}:
                return self.resolve(parts)[int(index)]
            case {"Fn::GetAZs": _}:
                return ["us-east-1a", "us-east-1b"]
            case {"Fn::Cidr": [block, count, bits]}:
                network = ipaddress.ip_network(str(self.resolve(block)))
                subnets = network.subnets(new_prefix=32 - int(bits))
                return [str(next(subnets)) for _ in range(int(count))]
            case dict():
                resolved = {key: self.resolve(each) for key, each in value.items()}
                return {key: each for key, each in resolved.items() if each is not _ABSENT}
            case list():
                return [each for each in (self.resolve(each) for each in value) if each is not _ABSENT]
            case _:
                return value

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _ABSENT
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name]
        resource = self.template["Resources"][name]
        named = self._name(resource)
        if named and resource["Type"] == "AWS::SQS::Queue":
            return f"https://sqs.us-east-1.amazonaws.com/123456789012/{named}"
        return named or f"<{name}>"

    def _name(self, resource: Mapping[str, Any]) -> str | None:
        key = _NAMES.get(resource["Type"], "")
        given = resource.get("Properties", {}).get(key)
        return None if given is None else str(self.resolve(given))

    def _attribute(self, logical: str, attribute: str) -> Any:
        resource = self.template["Resources"][logical]
        if attribute.startswith("Outputs."):
            return self.nested[logical].outputs()[attribute.removeprefix("Outputs.")]
        if attribute in ("QueueName", "Name") and (named := self._name(resource)):
            return named
        return f"<{logical}.{attribute}>"

    def _substitute(self, text: str) -> str:
        def one(match: re.Match[str]) -> str:
            name, _, attribute = match[1].partition(".")
            return str(self._attribute(name, attribute) if attribute else self._ref(name))

        return re.sub(r"\$\{([\w:.]+)\}", one, text)


def build(templates: Mapping[str, Mapping[str, Any]], name: str, given: Mapping[str, Any]) -> Stack:
    """
    The stack of a template and those nested in it.

    Raises
    ------
    KeyError
        Something names a parameter, resource or output that is not there.
    """
    template = templates[name]
    defaults = {key: each["Default"] for key, each in template["Parameters"].items() if "Default" in each}
    stack = Stack(name=name, template=template, parameters={**defaults, **given})
    missing = template["Parameters"].keys() - stack.parameters.keys()
    if missing:
        raise KeyError(f"{name}: no value for {sorted(missing)}")
    wanted = {
        logical: resource
        for logical, resource in template["Resources"].items()
        if "Condition" not in resource or stack.holds(resource["Condition"])
    }
    waiting = [key for key, each in wanted.items() if each["Type"] == "AWS::CloudFormation::Stack"]
    while waiting:  # in the order in which they need each other's outputs
        logical = waiting.pop(0)
        properties = wanted[logical]["Properties"]
        needed = re.findall(r'"Fn::GetAtt": \["(\w+)", "Outputs\.', json.dumps(properties))
        if any(each in waiting for each in needed):
            waiting.append(logical)
            continue
        inner = properties["TemplateURL"].removesuffix(".yaml")
        made = build(templates, inner, stack.resolve(properties.get("Parameters", {})))
        made.name += made.parameters.get("Lane", "")  # two stacks of one template
        stack.nested[logical] = made
    for logical, resource in wanted.items():
        stack.resources[logical] = {**resource, "Properties": stack.resolve(resource.get("Properties", {}))}
        if "UpdatePolicy" in resource and (policy := stack.resolve(resource["UpdatePolicy"])) is not _ABSENT:
            stack.resources[logical]["UpdatePolicy"] = policy
        else:
            stack.resources[logical].pop("UpdatePolicy", None)
    return stack


@dataclass(frozen=True, slots=True)
class Deployment:
    """All stacks of one environment, by the name of their template."""

    name: str
    stacks: dict[str, Stack]
    changed: bool = False  # whether parameters were set beside those of the file

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """`template/logical id` and properties of the resources of some types."""
        for stack in self.stacks.values():
            for logical, properties in stack.of_type(*types):
                yield f"{stack.name}/{logical}", properties


def deployment(templates: Mapping[str, Mapping[str, Any]], environment: str, **more: str) -> Deployment:
    """What `make deploy ENV=<environment>` would make, and what it stands on."""
    once = {name: value for name, value in more.items() if name not in templates["main"]["Parameters"]}
    own = {name: value for name, value in more.items() if name not in once}
    main = build(templates, "main", {**load_parameters(environment), **DEPLOYED, **own})
    bootstrap = build(templates, "bootstrap", {"Prefix": main.parameters["Prefix"], **once})
    stacks = {"bootstrap": bootstrap, "main": main}
    if main.parameters["CopyTo"]:  # an administrator adds what copies the table, too
        copied = {name: main.parameters[name] for name in ("Prefix", "Environment", "CopyTo")}
        stacks["copies"] = build(templates, "copies", {**copied, "CopyToRegion": "eu-west-1"})
    stacks |= {each.name: each for each in main.nested.values()}
    return Deployment(environment, stacks, bool(more))
