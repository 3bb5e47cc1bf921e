"""
Renews the name of the API's deployment: `python -m deploy.stamp`.

A deployment of API Gateway is a snapshot that never changes. CloudFormation makes a new one only under a new
logical id, so the id holds a hash of all that the deployment shows. The hash is that of the template: where a
parameter changes a method, there is a deployment for each of its values, and conditions choose.
Source: docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
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
_NAME = re.compile(r"\b(Open|Keyed)Deployment[0-9a-f]{8}\b")


def deployment_names(template: Mapping[str, Any]) -> tuple[str, str]:
    """What the deployments of this API have to be called: the open one, and the one that asks for keys."""
    shown = {
        logical: {key: value for key, value in resource.items() if key != "Metadata"}
        for logical, resource in template["Resources"].items()
        if resource["Type"] in SHOWN
    }
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()
    return f"OpenDeployment{digest[:8]}", f"KeyedDeployment{digest[:8]}"


def main() -> None:
    names = deployment_names(json.loads(json.dumps(cfn_yaml.load(str(API)))))
    API.write_text(_NAME.sub(lambda found: names[found[1] == "Keyed"], API.read_text()))
    print(f"{API.name}: {', '.join(names)}")


if __name__ == "__main__":
    main()
