"""What must hold of releases of the API: versions, aliases, and what moves requests from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.release import with_versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

FUNCTIONS = ("Create", "Status", "Api")


def requests_go_to_aliases(made: Deployment) -> Iterator[str]:
    """Whoever called a function without its alias would get a release before it is let loose."""
    api = made.stacks["api"].resources
    for own in FUNCTIONS:
        name = api[f"{own}Function"]["Properties"]["FunctionName"]
        if api[f"{own}Version"]["Properties"].get("FunctionName") != name:
            yield f"{own}Version is of another function"
        alias = api[f"{own}Alias"]["Properties"]
        if alias != {"Name": "live", "FunctionName": name, "FunctionVersion": f"<{own}Version.Version>"}:
            yield f"{own}Alias is {alias}"
        if made.stacks["main"].parameters["Release"] not in str(
            api[f"{own}Function"]["Properties"].get("Description")
        ):
            yield f"{own}Function does not change with its release, so Lambda would publish no version"
    others = {
        logical
        for logical, each in api.items()
        if each["Type"] in ("AWS::ApiGateway::Method", "AWS::Lambda::Permission")
        and "Function" in f"{each['Properties'].get('FunctionName')}{each['Properties'].get('Integration')}"
    }
    for logical in sorted(others):
        yield f"{logical} is about a function, not about its alias"


def a_release_moves_by_its_group(made: Deployment) -> Iterator[str]:
    api, canary = made.stacks["api"].resources, made.stacks["main"].parameters["Canary"]
    for where, group in made.of_type("AWS::CodeDeploy::DeploymentGroup"):
        if group["DeploymentConfigName"] != f"CodeDeployDefault.Lambda{canary}":
            yield f"{where} moves by {group['DeploymentConfigName']}, not by {canary}"
    for own in FUNCTIONS:
        wanted = None
        if canary != "off":
            moved = {
                "ApplicationName": api["Releases"]["Properties"]["ApplicationName"],
                "DeploymentGroupName": api[f"{own}Release"]["Properties"]["DeploymentGroupName"],
            }
            wanted = {"CodeDeployLambdaAliasUpdate": moved}
        if (found := api[f"{own}Alias"].get("UpdatePolicy")) != wanted:
            yield f"{own}Alias is updated by {found}, not by {wanted}"


def alarms_take_a_release_back(made: Deployment) -> Iterator[str]:
    """Those of the version that comes, and of all answers; silence is no fault, nobody may be calling."""
    api = made.stacks["api"].resources
    for logical, each in made.stacks["api"].of_type("AWS::CloudWatch::Alarm"):
        if each.get("TreatMissingData") != "notBreaching":
            yield f"{logical}: missing data is {each.get('TreatMissingData')}"
        if each.get("AlarmActions") or each.get("OKActions"):
            yield f"{logical} calls somebody, whom the alarms of the environment call already"
        own = logical.removesuffix("ReleaseAlarm")
        if own in FUNCTIONS:
            name = api[f"{own}Function"]["Properties"]["FunctionName"]
            wanted = {
                "FunctionName": name,
                "Resource": f"{name}:live",
                "ExecutedVersion": f"<{own}Version.Version>",
            }
            if {part["Name"]: part["Value"] for part in each["Dimensions"]} != wanted:
                yield f"{logical} watches {each['Dimensions']}, not {wanted}"


def versions_can_be_named(made: Deployment) -> Iterator[str]:
    """In the repository they have no release; `make deploy` finds each by its name."""
    resources = made.stacks["api"].template["Resources"]
    for logical, each in resources.items():
        is_version = each["Type"] == "AWS::Lambda::Version"
        if is_version != (with_versions(logical, "0a1b2c3d") != logical):
            yield f"{logical} is {'a' if is_version else 'no'} version by its type, but not by its name"
        if is_version and {"DeletionPolicy", "UpdateReplacePolicy"} & each.keys():
            yield f"{logical} would be kept for ever, at the size of the code"


CHECKS = (
    requests_go_to_aliases,
    a_release_moves_by_its_group,
    alarms_take_a_release_back,
    versions_can_be_named,
)
