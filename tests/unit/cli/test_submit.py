"""What `roomjobs submit` refuses before it asks the API."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
import urllib3
from click.testing import CliRunner

from roomjobs.cli import main, terminal
from roomjobs.cli.batches import _name_of, _packed
from roomjobs.cli.jobs import _named
from roomjobs.rest.client import ApiError, Client

if TYPE_CHECKING:
    from roomjobs.rest.schemas.jobs import JobAccepted

ROOT = Path(__file__).parents[3]


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
    monkeypatch.setattr(urllib3.Retry, "sleep", lambda *_: None)
    (tmp_path / "flat.json").write_text("{}")
    said = CliRunner().invoke(main, ["submit", str(tmp_path / "flat.json"), "--api", "http://127.0.0.1:1"])
    assert "start one by: make run" in said.output
    assert "object at" not in said.output
    assert "HTTPConnection" not in said.output


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        (b' {"walls": []}', b' {"name":"flat 7","walls": []}'),
        (b'{"walls": [], "name": "Own"}', b'{"walls": [], "name": "Own"}'),
        (b'{"name": null, "walls": []}', b'{"name": null, "walls": []}'),
        (b"{}", b"{}"),
        (b"[1]", b"[1]"),
        (b'{"walls": ', b'{"walls": '),
        (b"\xff", b"\xff"),
    ],
)
def test_a_plan_without_a_name_gets_that_of_its_file(data: bytes, sent: bytes) -> None:
    assert _named(data, "plans/flat 7.json") == sent


def test_a_plan_from_standard_input_gets_no_name() -> None:
    assert _named(b'{"walls": []}', "<stdin>") == b'{"walls": []}'


def test_a_zip_of_pictures_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "pictures.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", b"x")
    with pytest.raises(click.ClickException, match="holds no plans"):
        _packed((packed,))


def test_an_ifc_is_a_batch_of_its_storeys(capsys: pytest.CaptureFixture[str]) -> None:
    lines, content_type = _packed((ROOT / "tests" / "data" / "one-room.ifc",))
    (plan,) = map(json.loads, lines.splitlines())
    assert content_type == "application/x-ndjson"
    assert plan["name"].startswith("one-room, ")
    assert capsys.readouterr().err == "1 storey: one-room, Ground floor\n"
    assert plan["walls"]


def test_a_batch_of_one_file_has_its_name() -> None:
    assert _name_of((Path("/plans/house.ifc"),)) == "house"
    assert _name_of((Path("a.json"), Path("b.json"))) is None


def test_an_ifc_that_is_none_says_why(tmp_path: Path) -> None:
    (tmp_path / "house.ifc").write_text("hello")
    with pytest.raises(click.ClickException, match=r"house\.ifc is not IFC"):
        _packed((tmp_path / "house.ifc",))
