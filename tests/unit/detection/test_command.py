"""``python -m detection``."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from detection.__main__ import main

TRIANGLE = {"walls": [{"type": "polyline", "points": [[0, 0], [4, 0], [0, 3]], "closed": True}]}


def test_a_plan_becomes_a_file_of_rooms(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "rooms.json"
    plan.write_text(json.dumps(TRIANGLE))
    assert main([str(plan), "-o", str(out)]) == 0
    assert json.loads(out.read_text())["rooms"][0]["area"] == 6


def test_it_runs_as_a_filter() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "detection", "-"],
        input=json.dumps(TRIANGLE),
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(run.stdout)["rooms_count"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"walls": [], "walls": []}', "/walls: is given more than once"),
        (b'{"walls": [{"type": "line", "start": [0]}]}', "/walls/0/start: must be a point [x, y]"),
        (b"{", "is not JSON"),
        (b"\xff\xfe{", "is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"walls": [{"type": "line", "start": [0, NaN], "end": [1, 1]}]}', "/walls/0/start/1"),
    ],
)
def test_bad_input_is_one_clear_message(
    text: bytes, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["-"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert message in error
    assert "Traceback" not in error


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-plan.json"]) == 1
    assert "no-such-plan.json" in capsys.readouterr().err
