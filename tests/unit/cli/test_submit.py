"""What `roomjobs submit` refuses before it asks the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from roomjobs.cli import main, terminal
from roomjobs.rest.client import ApiError, Client

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.rest.schemas.jobs import JobAccepted


@pytest.mark.parametrize("name", ["house.ifc", "flat.json", "flat.dxf"])
def test_an_empty_file_is_called_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    said = CliRunner().invoke(main, ["submit", str(tmp_path / name), "--api", "http://127.0.0.1:1"])
    assert said.exit_code == 1
    assert f"{name} is empty; export the plan again" in said.output


@pytest.mark.parametrize(
    "option", [("--units", "mm"), ("--layer", "A"), ("--scale", "1:100"), ("--page", "2")]
)
def test_choices_of_drawings_are_refused_for_json(tmp_path: Path, option: tuple[str, str]) -> None:
    (tmp_path / "flat.json").write_text("{}")
    said = CliRunner().invoke(
        main, ["submit", str(tmp_path / "flat.json"), *option, "--api", "http://127.0.0.1:1"]
    )
    assert said.exit_code == 1
    assert "flat.json is read as a JSON plan" in said.output


def test_a_drawing_is_named_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    def submit(_self: Client, plan: bytes, **_: object) -> JobAccepted:
        sent.append(plan)
        raise ApiError("enough")

    monkeypatch.setattr(Client, "submit", submit)
    (tmp_path / "attic.svg").write_text('<svg><path d="M0 0 H4 V3 H0 Z"/></svg>')
    CliRunner().invoke(main, ["submit", str(tmp_path / "attic.svg"), "--api", "http://127.0.0.1:1"])
    assert json.loads(sent[0])["name"] == "attic"


def test_without_a_stack_it_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "running_stack", lambda _folder: None)
    (tmp_path / "flat.json").write_text("{}")
    said = CliRunner().invoke(main, ["submit", str(tmp_path / "flat.json"), "--api", "http://127.0.0.1:1"])
    assert "start one by: make run" in said.output
    assert "object at" not in said.output
    assert "HTTPConnection" not in said.output
