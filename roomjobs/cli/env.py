"""`roomjobs env`: the environment of the local stack."""

from __future__ import annotations

import shlex

import click

from roomjobs.local.folders import DataFolder
from roomjobs.local.running import running_stack


@click.command()
def env() -> None:
    """Print the environment of the running local stack, for eval in a shell."""
    known = running_stack(DataFolder())
    if known is None:
        raise click.ClickException("No local stack is running; start one by: make run")
    for name, value in known["environment"].items():
        click.echo(f"export {name}={shlex.quote(value)}")
