"""`roomjobs dead-letters`: messages that were delivered too often."""

from __future__ import annotations

import click

from roomjobs.cli.tables import dead_letters_table
from roomjobs.cli.terminal import api_option, client_of, echo_json, json_option, plain_errors, print_list


@click.group("dead-letters")
def dead_letters() -> None:
    """List, redrive and delete dead letters: tasks that were delivered too often."""


@dead_letters.command("list")
@json_option
@api_option
def list_dead_letters(api: str | None, *, as_json: bool) -> None:
    """List the dead letters, oldest first."""
    with plain_errors():
        letters = client_of(api).dead_letters()
    if as_json:
        echo_json(letters)
    else:
        print_list(dead_letters_table(letters))


@dead_letters.command("show")
@click.argument("message_id", metavar="MESSAGE")
@api_option
def show_dead_letter(message_id: str, api: str | None) -> None:
    """Show the body of a MESSAGE."""
    with plain_errors():
        click.echo(client_of(api).dead_letter(message_id).body)


@dead_letters.command("redrive")
@click.argument("message_id", metavar="[MESSAGE]", required=False)
@click.option("--all", "all_", is_flag=True, help="Retry the jobs of all dead letters.")
@click.option("--fingerprint", help="Retry the jobs that failed with this fingerprint.")
@api_option
def redrive(message_id: str | None, fingerprint: str | None, api: str | None, *, all_: bool) -> None:
    """Retry the job of a MESSAGE, or of many."""
    if sum(map(bool, (message_id, fingerprint, all_))) != 1:
        raise click.UsageError("Name one MESSAGE, a --fingerprint, or --all.")
    with plain_errors():
        redriven = client_of(api).redrive(message_id, fingerprint=fingerprint)
    click.echo(f"{len(redriven)} redriven")


@dead_letters.command("delete")
@click.argument("message_id", metavar="MESSAGE")
@api_option
def delete_dead_letter(message_id: str, api: str | None) -> None:
    """Delete a MESSAGE permanently; its job stays failed."""
    with plain_errors():
        client_of(api).delete_dead_letter(message_id)
