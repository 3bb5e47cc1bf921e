"""What those who plant mistakes into templates share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.stamp import deployment_names

if TYPE_CHECKING:
    from tests.unit.deploy.environment import Templates


def deployment_keys(templates: Templates) -> list[str]:
    """The deployment that is open, and that which asks for keys."""
    resources = templates["api"]["Resources"]
    found = {key for key, each in resources.items() if each["Type"] == "AWS::ApiGateway::Deployment"}
    return sorted(found, reverse=True)


def restamp(templates: Templates, changed: str) -> Templates:
    """
    Rename the deployments as `make stamp` does after a change of the template `changed`.

    A mistake that changes what the API shows would be found by the hash of its deployment, whatever it is.
    """
    if changed != "api":
        return templates
    keys, names = deployment_keys(templates), deployment_names(templates["api"])
    if keys == list(names):
        return templates
    api = templates["api"]["Resources"]
    renamed = dict(zip(keys, names, strict=True))
    for old, new in renamed.items():
        api[new] = api.pop(old)
    for choice in api["Stage"]["Properties"]["DeploymentId"]["Fn::If"][1:]:
        choice["Ref"] = renamed[choice["Ref"]]
    return templates
