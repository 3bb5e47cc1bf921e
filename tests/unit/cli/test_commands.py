"""`roomjobs` loads what a command needs, when it is called."""

from __future__ import annotations

import subprocess
import sys

import click
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from roomjobs.cli import main


def test_showing_a_job_loads_no_stack_and_no_aws() -> None:
    code = "import sys; from roomjobs.cli import main; main.get_command(None, 'show'); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = answer.stdout.split()
    assert "roomjobs.cli.jobs" in loaded
    assert not {"boto3", "celery", "yaml", "roomjobs.services"} & set(loaded)


def test_each_command_is_there_by_its_name() -> None:
    context = click.Context(main)
    names = main.list_commands(context)
    assert names == sorted(names)
    for name in names:
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name


def test_an_unknown_command_is_refused_by_name() -> None:
    answer = CliRunner().invoke(main, ["shw"])
    assert answer.exit_code == 2
    assert "No such command 'shw'" in answer.output


def test_an_address_without_a_scheme_is_refused() -> None:
    answer = CliRunner().invoke(main, ["list", "--api", "localhost:8000"])
    assert answer.exit_code == 2
    assert "must begin with http:// or https://" in answer.output


def test_a_shell_completes_the_names_of_lanes() -> None:
    for command in ("pause", "resume"):
        complete = ShellComplete(main, {}, "roomjobs", "_ROOMJOBS_COMPLETE")
        found = complete.get_completions(["lanes", command], "")
        assert [each.value for each in found] == ["interactive", "batch", "large"]
        refused = CliRunner().invoke(main, ["lanes", command, "lrage"])
        assert refused.exit_code == 2
        assert "'lrage' is not one of 'interactive', 'batch', 'large'" in refused.output
