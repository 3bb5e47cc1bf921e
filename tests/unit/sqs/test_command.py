"""The command that starts workers, up to the worker itself, which the integration tests start by it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from roomjobs.sqs.__main__ import main


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
