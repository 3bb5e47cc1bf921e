"""`roomjobs` for people: plans, jobs, batches, dead letters, tokens, and the local stack."""

from __future__ import annotations

from importlib import import_module

import click

from roomjobs import __version__

#: Where each command is: `module:name` within this package.
_COMMANDS = {
    "batches": "batches:batches",
    "callbacks": "callbacks:callbacks",
    "cancel": "jobs:cancel",
    "cost": "cost:command",
    "dead-letters": "dead_letters:dead_letters",
    "doctor": "doctor:doctor",
    "env": "env:env",
    "lanes": "lanes:lanes",
    "list": "jobs:list_jobs",
    "result": "jobs:result",
    "retry": "jobs:retry",
    "show": "jobs:show",
    "simulate": "simulate:command",
    "submit": "jobs:submit",
    "tokens": "tokens:tokens",
    "watch": "jobs:watch",
}


class _Commands(click.Group):
    """
    Loads a command when it is called, since `show` needs a fifth of what all commands together load.

    As in "Lazily Loading Subcommands" of Click's documentation.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"roomjobs.cli.{module}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find the rooms of floor plans."""
