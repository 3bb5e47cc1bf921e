"""Child processes of the local stack, with small real programs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from roomjobs.local.child import Child, ChildDiedError


def start(tmp_path: Path, code: str, **options: float) -> Child:
    return Child.start("sample", [sys.executable, "-c", code], environ={}, log=tmp_path / "log", **options)


def test_a_child_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = start(tmp_path, "print('one'); print('disk full'); raise SystemExit(3)")
    with pytest.raises(ChildDiedError, match=r"The sample has ended \(exit code 3\): disk full \(see "):
        child.wait_until(lambda: False, seconds=30)


def test_a_child_that_never_gets_ready_is_told(tmp_path: Path) -> None:
    child = start(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(ChildDiedError, match=r"not ready after 0\.2 s"):
        child.wait_until(lambda: False, seconds=0.2)
    child.stop()
    assert child.process.returncode == -15


def test_a_deaf_child_is_killed_with_its_children(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
        "time.sleep(60)"
    )
    child = start(tmp_path, stubborn, stop_seconds=0.3)
    child.wait_until(lambda: child.log.read_text().endswith("\n"), seconds=30)
    grandchild = int(child.log.read_text())
    child.stop()
    assert child.process.returncode == -9
    deadline = time.monotonic() + 30
    while _runs(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # a zombie has ended, though it still has an id
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
