"""
Renews the name of the API's deployment: `python -m deploy.stamp`.

A deployment of API Gateway is a snapshot that never changes. CloudFormation makes a new one only under a new
logical id, so the id holds a hash of all that the deployment shows.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfnlint.decode import cfn_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

API = Path(__file__).parent / "cloudformation" / "api.yaml"
SHOWN = (
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
)
_NAME = re.compile(r"\bApiDeployment[0-9a-f]{8}\b")


def deployment_name(template: Mapping[str, Any]) -> str:
    """The logical id that the deployment of this API has to have."""
    shown = {
        logical: {key: value for key, value in resource.items() if key != "Metadata"}
        for logical, resource in template["Resources"].items()
        if resource["Type"] in SHOWN
    }
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()
    return f"ApiDeployment{digest[:8]}"


def main() -> None:
    name = deployment_name(json.loads(json.dumps(cfn_yaml.load(str(API)))))
    API.write_text(_NAME.sub(name, API.read_text()))
    print(f"{API.name}: {name}")


if __name__ == "__main__":
    main()
