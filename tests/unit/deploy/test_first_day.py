"""The first day: what is missing is told, and a dry run changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy import first_day
from deploy.package import ROOT

if TYPE_CHECKING:
    import pytest


def test_what_is_missing_is_told_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    found = list(first_day.missing("docker", which=lambda name: None if name == "docker" else f"/bin/{name}"))
    assert len(found) == 2
    assert found[0].startswith("docker is not on the path: builds the worker's image.")
    assert "export AWS_REGION" in found[1]


def test_steps_are_targets_and_their_arguments_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for step in first_day.steps("dev", "docker"):
        assert step.command[0] == "make"
        assert step.command[1] in targets


def test_a_dry_run_prints_all_steps_and_runs_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert first_day.main(["--env", "staging"]) in (0, 1)
    printed = capsys.readouterr().out
    assert "4. make deploy ENV=staging" in printed
    assert "Nothing was changed." in printed
