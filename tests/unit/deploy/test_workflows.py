"""The workflows of GitHub: nothing in them moves by itself, and they run what the Makefile has."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from roomjobs.local.folders import ROOT
from tests.unit.deploy.environment import ENVIRONMENTS

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def load(name: str) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text())
    return document


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(path: Any) -> None:
    used = re.findall(r"uses: (.*)", path.read_text())
    assert used
    for each in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_commands_hold_nothing_that_somebody_typed(path: Any) -> None:
    """What is put into a command is run by the shell, whatever it is; variables are not."""
    for step in steps(load(path.name)):
        assert "${{" not in step.get("run", ""), step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_may_read_and_no_more(path: Any) -> None:
    workflow = load(path.name)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        more = {"id-token": "write"} if name == "deploy" else {}
        assert job.get("permissions", {"contents": "read"}) == {"contents": "read", **more}
        assert job["timeout-minutes"] <= 90


def test_what_is_run_is_there() -> None:
    for path in WORKFLOWS:
        for step in steps(load(path.name)):
            for target in re.findall(r"make ([a-z-]+)", step.get("run", "")):
                assert target in TARGETS
            for script in re.findall(r"bash (\S+)", step.get("run", "")):
                assert (ROOT / script).exists()


def test_each_environment_waits_for_itself() -> None:
    workflow = load("deploy.yaml")
    chosen = workflow[True]["workflow_dispatch"]["inputs"]["environment"]  # YAML 1.1 reads `on` as true
    assert set(chosen["options"]) == set(ENVIRONMENTS)
    (job,) = workflow["jobs"].values()
    assert job["environment"] == "${{ inputs.environment }}"  # which the role's trust asks for
    assert workflow["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize(("verified", "told"), [(1, ["verify", "sign"]), (0, ["verify"])])
def test_an_image_is_signed_once(verified: int, told: list[str], tmp_path: Path) -> None:
    """The tag of a signature cannot be written again, and each environment gets the same image."""
    (command,) = [run for step in steps(load("deploy.yaml")) if "cosign sign" in (run := step.get("run", ""))]
    image = "registry/room-jobs-worker@sha256:0a"
    programs = {
        "make": f"echo 'Pushed: {image}'",
        "cosign": f'for last; do :; done; echo "$1 $last" >> told; [ "$1" = sign ] || exit {verified}',
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    environ = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "ENVIRONMENT": "prod"}
    subprocess.run(["/bin/bash", "-e", "-c", command], cwd=tmp_path, env=environ, check=True)
    assert (tmp_path / "told").read_text().splitlines() == [f"{each} {image}" for each in told]
