"""What `roomjobs submit` refuses before it asks the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from roomjobs.cli import main

if TYPE_CHECKING:
    from pathlib import Path


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
