"""The command that starts workers, up to the worker itself, which the integration tests start by it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from roomjobs.local.folders import ROOT
from roomjobs.sqs.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

_SHOP = """
import gc, os
from celery import Celery, signals

app = Celery("shop", broker="memory://")

@signals.worker_init.connect
def prepare(**_):
    os.write(1, f"loads {gc.isenabled()}\\n".encode())  # prints go to Celery's log

@signals.worker_ready.connect
def end(**_):
    os.write(1, f"works {gc.isenabled()} {gc.get_freeze_count() > 0}\\n".encode())
    os._exit(0)
"""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["worker"], "Missing option '-A'"),
        (["-A", "no_such_shop", "worker"], "No module named 'no_such_shop'"),
        (["-A", "json", "worker"], "Invalid value for --app"),
    ],
)
def test_a_missing_app_is_named(arguments: list[str], words: str) -> None:
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 2
    assert words in answer.output


def test_it_loads_no_other_command() -> None:
    heavy = {"prompt_toolkit", "flower", "celery.bin.celery"}
    code = f"import sys, roomjobs.sqs.__main__; print({heavy} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "set()\n"


def test_garbage_is_collected_once_all_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(_SHOP)
    command = [sys.executable, "-m", "roomjobs.sqs", "-A", "shop", "worker", "--pool", "solo"]
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    environ = {**os.environ, "PYTHONPATH": path}
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    assert [line for line in ended.stdout.splitlines() if line.startswith(("loads", "works"))] == [
        "loads False",
        "works True True",
    ]
