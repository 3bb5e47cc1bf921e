"""
The name of a release of the API, and how it gets a version of its own.

A version of a Lambda function never changes, and CloudFormation publishes one only under a new logical id. A
release is therefore named by a hash of all that the functions are made from. The name stands in the logical
ids of the versions, and in the description of the functions: Lambda publishes nothing that is like the
version before it.
Sources: github.com/aws-cloudformation/cloudformation-coverage-roadmap, issue 2068;
github.com/serverless/serverless, issue 8251.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.target import Target

#: Parameters of main.yaml that no function of the API is made from; `test_release.py` holds this against the
#: templates. A change of these shifts no requests.
APART = frozenset(
    {
        *(
            "AlarmEmail",
            "AvailabilityTarget",
            "BudgetTag",
            "BurstLimit",
            "Canary",
            "CertificateArn",
            "CopyTo",
        ),
        *("Concurrency", "JobSeconds", "PermissionsBoundary", "PrivateNetworking"),
        *("CpuArchitecture", "DomainName", "FlowerImage", "HostedZoneId", "LargeJobMemory", "JobMemory"),
        *("LargeWorkerCpu", "LargeWorkerMemory", "LogRetentionDays", "MathAlarms", "MaxReceiveCount"),
        *("MonthlyBudget", "MonthlyQuota", "PageOrigin", "RateLimit", "Release", "RequireApiKey"),
        *("RunbookUrl", "Spot", "VpcCidr", "WebAclArn", "WorkerCpu", "WorkerImage", "WorkerMemory"),
    }
)
_VERSION = re.compile(r"\b(Create|Status|Api)Version(?:[0-9a-f]{8})?\b")


def release_name(api: str, parameters: Mapping[str, str]) -> str:
    """
    Name a release by the template of the API and by the parameters that its functions are made from.

    Example
    -------
    >>> before = release_name("", {"CodeKey": "lambda/a.zip", "RateLimit": "20"})
    >>> before == release_name("", {"CodeKey": "lambda/a.zip", "RateLimit": "40"})
    True
    >>> before == release_name("", {"CodeKey": "lambda/b.zip", "RateLimit": "20"})
    False
    """
    own = {name: value for name, value in parameters.items() if name not in APART}
    return hashlib.sha256(json.dumps([api, own], sort_keys=True).encode()).hexdigest()[:8]


def with_versions(api: str, release: str = "") -> str:
    """
    Put a release behind the logical ids of versions in the template of the API; without one, take it away.

    Example
    -------
    >>> with_versions("Value: !GetAtt CreateVersion.Version", "0a1b2c3d")
    'Value: !GetAtt CreateVersion0a1b2c3d.Version'
    >>> with_versions("Value: !GetAtt CreateVersion0a1b2c3d.Version")
    'Value: !GetAtt CreateVersion.Version'
    """
    return _VERSION.sub(rf"\g<1>Version{release}", api)


def at_once_if_red(target: Target, parameters: Mapping[str, str]) -> dict[str, str]:
    """
    Move all requests at once where an alarm is red already: CodeDeploy would refuse what may mend it.

    Source: AWS CodeDeploy user guide, "Monitor deployments using CloudWatch alarms".
    """
    given = dict(parameters)
    if given.get("Canary", "off") != "off":
        found = target.client("cloudwatch").describe_alarms(
            AlarmNamePrefix=f"{target.stack}-release-", StateValue="ALARM"
        )["MetricAlarms"]
        if found:
            names = ", ".join(each["AlarmName"] for each in found)
            print(f"Red already: {names}. So all requests move to the new release at once.")
            given["Canary"] = "off"
    return given
