"""Prints the policies of all roles as they would be made, for tools that read policies."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from tests.unit.deploy.environment import deployment, load_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

#: For what only AWS knows, an ARN of the right form.
_ARNS = {
    "LogGroup.Arn": "arn:aws:logs:us-east-1:123456789012:log-group:/room-jobs/dev/x:*",
    "Function.Arn": "arn:aws:lambda:us-east-1:123456789012:function:room-jobs-x",
    "Repository.Arn": "arn:aws:ecr:us-east-1:123456789012:repository/room-jobs-x",
    "Password": "arn:aws:secretsmanager:us-east-1:123456789012:secret:room-jobs-x",
    "Vault.BackupVaultArn": "arn:aws:backup:us-east-1:123456789012:backup-vault:room-jobs-x",
    "Boundary": "arn:aws:iam::123456789012:policy/room-jobs-boundary",
}


def policies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Where, and each policy."""
    image = f"room-jobs-flower@sha256:{'c' * 64}"
    made = deployment(load_templates(), "prod", FlowerImage=image, CopyTo="prod2")
    for where, role in made.of_type("AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            yield f"{where}/{policy['PolicyName']}", policy["PolicyDocument"]
    for where, policy in made.of_type("AWS::IAM::ManagedPolicy"):
        yield where, policy["PolicyDocument"]


def _with_arns(text: str) -> str:
    return re.sub(
        r"<\w*?(LogGroup\.Arn|Function\.Arn|Repository\.Arn|Password|Boundary|Vault\.BackupVaultArn)>",
        lambda m: _ARNS[m[1]],
        text,
    )


if __name__ == "__main__":
    sys.stdout.write(_with_arns(json.dumps(dict(policies()))))
