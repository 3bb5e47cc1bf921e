"""The ages of pins, as git knows them."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deploy import pin_ages

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400
BEGAN = 1_700_000_000


def commit(folder: Path, text: str, at: int) -> None:
    """Write all files of pins and commit them at a time, in Unix seconds."""
    for name in pin_ages.SHIPPED:
        (folder / f"{name}.txt").write_text(text)
    git = shutil.which("git") or "git"
    date = f"{at} +0000"
    who = {"AUTHOR_NAME": "A", "AUTHOR_EMAIL": "a@b", "COMMITTER_NAME": "A", "COMMITTER_EMAIL": "a@b"}
    environ = {**os.environ, **{f"GIT_{name}": value for name, value in who.items()}}
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "pins"]):
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        subprocess.run([git, *words], cwd=folder, check=True, env={**environ, **dates})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path, "flask==3.0 \\\n    --hash=sha256:aa\nsix==1.0 \\\n    --hash=sha256:bb\n", BEGAN)
    renewed = "flask==3.1 \\\n    --hash=sha256:cc\nsix==1.0 \\\n    --hash=sha256:bb\n"
    commit(tmp_path, renewed, BEGAN + 50 * DAY)
    return tmp_path


def test_a_pin_is_as_old_as_its_line(folder: Path) -> None:
    assert pin_ages.pins(folder / "api.txt") == [("flask", "3.1", BEGAN + 50 * DAY), ("six", "1.0", BEGAN)]


@pytest.mark.parametrize(("after", "code"), [(100, 0), (141, 1)])
def test_an_old_guard_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], after: int, code: int
) -> None:
    """Flask was renewed on day 50; six guards nothing, however old it is."""
    assert pin_ages.main(folder, BEGAN + after * DAY) == code
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == [str(after), "days", "six==1.0"]
    assert ("renew it" in told[1]) is bool(code)
