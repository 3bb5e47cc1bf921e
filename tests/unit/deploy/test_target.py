"""Which account, region and environment a command is for, and when it refuses to begin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deploy import __main__ as commands
from deploy import stacks, target
from deploy.target import DeploymentError, Target

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_cloudformation.type_defs import StackTypeDef


def standing(status: str) -> StackTypeDef:
    return {"StackName": "room-jobs-dev", "StackStatus": status, "CreationTime": 0}  # type: ignore[typeddict-item]


@pytest.fixture
def parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of parameters of our own."""
    monkeypatch.setattr(target, "TEMPLATES", tmp_path)
    (tmp_path / "params").mkdir()
    return tmp_path / "params"


def test_the_region_is_that_of_every_tool_of_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert Target("dev", {}).cloudformation.meta.region_name == "eu-west-1"
    assert Target("dev", {}).client("ecr").meta.region_name == "eu-west-1"
    monkeypatch.delenv("AWS_REGION")
    assert Target("dev", {}).cloudformation.meta.region_name == "us-east-1"


def test_whoever_names_no_account_is_told_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(SystemExit, match=r"a region\. Set AWS_PROFILE and AWS_REGION"):
        commands.main(["status", "--env", "dev"])
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(SystemExit, match=r"credentials\. Set AWS_PROFILE and AWS_REGION"):
        commands.main(["status", "--env", "dev"])


def test_an_unchanged_copy_of_parameters_is_refused(parameters: Path) -> None:
    (parameters / "qa.json").write_text(json.dumps({"Environment": "dev"}))
    with pytest.raises(DeploymentError, match='has to say "Environment": "qa", not \'dev\''):
        _ = Target("qa", {}).parameters


@pytest.mark.parametrize("name", target.RESERVED)
def test_an_environment_named_bootstrap_is_refused(name: str, parameters: Path) -> None:
    (parameters / f"{name}.json").write_text(json.dumps({"Environment": name}))
    with pytest.raises(DeploymentError, match="No environment can be called"):
        _ = Target(name, {}).parameters


def test_nobody_cuts_in_on_a_change() -> None:
    for status in ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"):
        with pytest.raises(DeploymentError, match=f"room-jobs-dev is {status}: a change is under way"):
            stacks.refuse_while_it_changes(standing(status))
    for status in (
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_FAILED",
        "CREATE_IN_PROGRESS",
    ):  # the last can be deleted
        stacks.refuse_while_it_changes(standing(status))
    with pytest.raises(DeploymentError, match="possibly by another person"):
        stacks.refuse_while_it_changes(standing("CREATE_IN_PROGRESS"), "CREATE_IN_PROGRESS")


def test_an_interrupted_command_says_what_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(commands.COMMANDS, "deploy", interrupted)
    with pytest.raises(SystemExit, match="CloudFormation finishes what it has begun"):
        commands.main(["deploy", "--env", "dev"])
