"""``python -m detection``."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detection.__main__ import main
from detection.progress import Progress

TRIANGLE = {"walls": [{"type": "polyline", "points": [[0, 0], [4, 0], [0, 3]], "closed": True}]}


def test_a_plan_becomes_a_file_of_rooms(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "rooms.json"
    plan.write_text(json.dumps(TRIANGLE))
    assert main([str(plan), "-o", str(out)]) == 0
    assert json.loads(out.read_text())["rooms"][0]["area"] == 6


def test_an_output_of_an_unknown_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "rooms.docx"
    plan.write_text(json.dumps(TRIANGLE))
    with pytest.raises(SystemExit):
        main([str(plan), "-o", str(out)])
    assert "--output must end in .json, .geojson" in capsys.readouterr().err
    assert not out.exists()


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
    assert capsys.readouterr().err == "error: no-such-plan.json: No such file or directory\n"


def on_a_terminal(plan: Path, out: Path) -> tuple[int, str]:
    """Run the command with a pseudo-terminal as its standard error; its status, and what was shown."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "detection", str(plan), "-o", str(out)],
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # how Linux tells that the other side has closed
                break
            if not data:
                break
            shown += data
        status = process.wait(timeout=60)
    os.close(ours)
    return status, shown.decode()


@pytest.mark.parametrize(("cells", "bar"), [(2, False), (60, True)])
def test_long_work_on_a_terminal_shows_a_bar(tmp_path: Path, cells: int, bar: bool) -> None:  # noqa: FBT001
    lines = [[[k, 0], [k, cells]] for k in range(cells + 1)] + [
        [[0, k], [cells, k]] for k in range(cells + 1)
    ]
    walls = [{"type": "line", "start": start, "end": end} for start, end in lines]
    plan, out = tmp_path / "plan.json", tmp_path / "rooms.json"
    plan.write_text(json.dumps({"walls": walls}, indent=400 if bar else None))
    status, shown = on_a_terminal(plan, out)
    assert status == 0
    assert json.loads(out.read_text())["rooms_count"] == cells**2
    assert ("%" in shown) == bar


def test_an_abort_in_the_middle_of_the_work_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "rooms.json"
    plan.write_text(json.dumps(TRIANGLE))

    def interrupted(stage: str, _share: float) -> None:
        if stage == "faces":
            raise KeyboardInterrupt

    @contextmanager
    def bar(*, long: bool) -> Iterator[Progress]:
        assert not long
        yield interrupted

    monkeypatch.setattr("detection.__main__._progress", bar)
    with pytest.raises(KeyboardInterrupt):
        main([str(plan), "-o", str(out)])
    assert not out.exists()
