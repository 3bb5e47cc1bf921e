"""`roomjobs` for people: plans, jobs, batches, dead letters, tokens, and the local stack."""

from __future__ import annotations

import click

from roomjobs import __version__
from roomjobs.cli import jobs, stack
from roomjobs.cli.batches import batches
from roomjobs.cli.callbacks import callbacks
from roomjobs.cli.dead_letters import dead_letters
from roomjobs.cli.tokens import tokens


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Find the rooms of floor plans."""


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulate(arguments: tuple[str, ...]) -> None:
    """Simulate arrivals of jobs under the scaling policy of the template; see --help."""
    from roomjobs.cli.simulate import command  # noqa: PLC0415 - reads templates, which other commands do not

    command.main(list(arguments), prog_name="roomjobs simulate")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def cost(arguments: tuple[str, ...]) -> None:
    """Print what a month of plans costs in AWS, such as --plans 20000 --walls 300; see --help."""
    from roomjobs.cli.cost import command  # noqa: PLC0415 - reads templates, which other commands do not

    command.main(list(arguments), prog_name="roomjobs cost")


for command in (
    jobs.submit,
    jobs.list_jobs,
    jobs.show,
    jobs.watch,
    jobs.result,
    jobs.cancel,
    jobs.retry,
    batches,
    callbacks,
    dead_letters,
    tokens,
    stack.doctor,
    stack.env,
):
    main.add_command(command)
