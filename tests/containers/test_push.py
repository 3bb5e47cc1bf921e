"""`make push` with a real registry: what is pushed is what the task definition runs."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import boto3
import pytest

from deploy import __main__ as commands
from deploy import images, stacks
from deploy.target import TEMPLATES, Target
from tests.containers.engine import ROOT
from tests.containers.registry import ADDRESS, Registry, start_registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from roomjobs.local.endpoint import Endpoint
    from tests.containers.engine import Engine

pytestmark = [
    pytest.mark.timeout(1800),  # the first test builds the images
    pytest.mark.allow_hosts(["127.0.0.1", ADDRESS]),
]

#: What an image and the command that pushes it are made of.
PARTS = ("deploy", "detection", "docker", "requirements", "roomjobs")


@pytest.fixture
def account(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An account after `make bootstrap`."""
    endpoint.reset()
    environment = endpoint.client_environment()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    commands.main(["bootstrap"])
    return environment


@pytest.fixture
def registry(account: dict[str, str], tmp_path: Path) -> Iterator[Registry]:
    """A registry under the name that the account's ECR gives, for the login that it gives."""
    del account
    token = boto3.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = base64.b64decode(token).decode().partition(":")
    name = Target("dev", {}).outputs("room-jobs-bootstrap")["WorkerRepository"].partition("/")[0]
    started = start_registry(tmp_path / "registry", name=name, user=user, password=password)
    yield started
    started.child.stop()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of one commit."""
    folder = tmp_path / "checkout"
    for part in PARTS:
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    for name in (".dockerignore", ".gitignore"):
        shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return folder


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    program = shutil.which("git") or "git"
    return subprocess.check_output([program, *who, *words], cwd=folder, text=True)


def test_what_is_pushed_is_what_the_task_definition_runs(
    engine: Engine, account: dict[str, str], registry: Registry, checkout: Path, tmp_path: Path
) -> None:
    program = engine.program(tmp_path, **registry.environ)
    target = Target("dev", {})
    address = target.outputs(target.bootstrap)["WorkerRepository"]
    tag = git(checkout, "rev-parse", "--short=12", "HEAD").strip()

    def push() -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, **account, "PYTHONDONTWRITEBYTECODE": "1"}
        words = (sys.executable, "-m", "deploy", "push", "--engine", str(program))
        return registry.run(*words, cwd=checkout, environ=environ)

    # The endpoint's ECR does not look into the registry as ECR does, so it is told what the registry holds.
    first = push()
    assert "which was just pushed" in first.stderr, first.stdout + first.stderr
    manifest, digest = registry.manifest("room-jobs-worker", tag)
    boto3.client("ecr").put_image(
        repositoryName="room-jobs-worker", imageManifest=manifest, imageTag=tag, imageDigest=digest
    )

    again = push()
    assert again.stdout == f"Pushed: {address}@{digest}\n", again.stderr

    # By this digest the image is there, and it is the one that was built.
    pulled = registry.run(program, "pull", "--quiet", f"{address}@{digest}", cwd=tmp_path, environ=os.environ)
    assert pulled.returncode == 0, pulled.stderr
    built = engine.run("image", "inspect", "--format", "{{.Id}}", f"{address}:{tag}").strip()
    assert pulled.stdout.strip() == built

    # And by this digest it runs.
    assert images.of_commit(target, "worker", tag) == f"{address}@{digest}"
    run_worker_stack(target, f"{address}@{digest}")
    task = boto3.client("ecs").describe_task_definition(taskDefinition="room-jobs-worker-dev")
    (container,) = task["taskDefinition"]["containerDefinitions"]
    assert container["image"] == f"{address}@{digest}"

    (checkout / "docker" / "Dockerfile").write_text("FROM scratch\n")
    assert "commit your changes first" in push().stderr
    engine.run("rmi", "--force", f"{address}:{tag}")


def test_nobody_pushes_without_the_login(registry: Registry, engine: Engine, tmp_path: Path) -> None:
    program = engine.program(tmp_path, **registry.environ)
    words = (program, "push", "localhost/room-jobs-flower", f"{registry.name}/room-jobs-flower:x")
    refused = registry.run(*words, cwd=tmp_path, environ=os.environ)
    assert "authentication required" in refused.stderr


def run_worker_stack(target: Target, image: str) -> None:
    """Create the stack of the workers alone, beside names that nobody looks up."""
    names = (
        *("SecurityGroupId", "InputBucket", "OutputBucket", "JobsTable", "ControlTable"),
        *(f"{lane}QueueUrl" for lane in ("Task", "Batch", "Large", "DeadLetter")),
        *("BatchDeadLetterQueueUrl", "LargeDeadLetterQueueUrl"),
        *(f"{lane}QueueName" for lane in ("Task", "Batch", "Large")),
    )
    parameters = dict.fromkeys(names, "elsewhere")
    parameters |= {"Image": image, "Scaling": "off", "SubnetIds": "a,b", "AssignPublicIp": "ENABLED"}
    source = {"TemplateBody": (TEMPLATES / "worker.yaml").read_text()}
    change = stacks.create_change_set(target, "worker-alone", source, parameters)
    assert change is not None
    stacks.execute(target, "worker-alone", change)
