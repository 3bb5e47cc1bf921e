"""One environment in one account: its names, its parameters and the clients that reach it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef
    from mypy_boto3_s3 import S3Client

TEMPLATES = Path(__file__).parent / "cloudformation"
BOOTSTRAP = "room-jobs-bootstrap"
#: Names of environments whose stack, or whose roles, would be taken for those of the bootstrap.
RESERVED = ("bootstrap", "deploy")


class DeploymentError(Exception):
    """Something cannot be deployed; the message says what to do."""


@dataclass(frozen=True)
class Target:
    """An environment, for the account and region that boto3 finds."""

    environment: str
    changed: dict[str, str]  # parameters that take the place of those in the file

    @cached_property
    def parameters(self) -> dict[str, str]:
        """
        The parameters of the file and those given besides.

        Raises
        ------
        DeploymentError
            There is no such file, or it describes another environment.
        """
        if self.environment in RESERVED:
            raise DeploymentError(f"No environment can be called {self.environment}: the bootstrap is.")
        path = TEMPLATES / "params" / f"{self.environment}.json"
        if not path.exists():
            raise DeploymentError(f"There is no {path}: ENV names one of the files in params/.")
        parameters: dict[str, str] = json.loads(path.read_text())
        found = {**parameters, **self.changed}
        if found.get("Environment") != self.environment:
            raise DeploymentError(
                f'{path} has to say "Environment": "{self.environment}", not {found.get("Environment")!r}: '
                "everything in the account is named by it."
            )
        return found

    @property
    def prefix(self) -> str:
        return self.parameters.get("Prefix", "")

    @property
    def stack(self) -> str:
        return f"{self.prefix}room-jobs-{self.environment}"

    @cached_property
    def session(self) -> boto3.Session:
        """By itself boto3 reads AWS_DEFAULT_REGION only; every other tool of AWS takes AWS_REGION first."""
        return boto3.Session(region_name=os.environ.get("AWS_REGION") or None)

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        return self.session.client("cloudformation")

    @cached_property
    def s3(self) -> S3Client:
        return self.session.client("s3")

    def client(self, service: str) -> Any:  # noqa: ANN401 - one of boto3's many types
        return self.session.client(service)  # type: ignore[call-overload]

    @cached_property
    def account(self) -> str:
        account: str = self.session.client("sts").get_caller_identity()["Account"]
        return account

    @property
    def data(self) -> tuple[list[str], str]:
        """The buckets and the table that outlive their stack, by the names that data.yaml gives them."""
        names = (f"{self.prefix}room-detection-{what}-{self.environment}" for what in ("input", "output"))
        return [
            f"{name}-{self.account}" for name in names
        ], f"{self.prefix}RoomDetectionJobs-{self.environment}"

    def described(self, stack: str | None = None) -> StackTypeDef | None:
        """The stack, None if it does not exist or only has a change set."""
        try:
            found = self.cloudformation.describe_stacks(StackName=stack or self.stack)["Stacks"][0]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ValidationError":
                return None
            raise
        return None if found["StackStatus"] == "REVIEW_IN_PROGRESS" else found

    def outputs(self, stack: str | None = None) -> dict[str, str]:
        """
        What a stack gives.

        Raises
        ------
        DeploymentError
            There is no such stack, or it has nothing to give, because it never was complete.
        """
        name = stack or self.stack
        found = self.described(name)
        if found is None:
            first = "make bootstrap" if name.endswith(BOOTSTRAP) else f"make deploy ENV={self.environment}"
            raise DeploymentError(f"There is no stack {name}: run `{first}` first.")
        if "Outputs" not in found:
            raise DeploymentError(f"The stack {name} is {found['StackStatus']}: it was never completed.")
        return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}

    @property
    def bootstrap(self) -> str:
        return f"{self.prefix}{BOOTSTRAP}"
