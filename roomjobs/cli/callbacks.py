"""`roomjobs callbacks`: what was told of the ends of jobs and batches."""

from __future__ import annotations

import click

from roomjobs.cli.tables import callbacks_table
from roomjobs.cli.terminal import api_option, client_of, echo_json, json_option, plain_errors, print_list

callback_option = click.option(
    "--callback", metavar="URL", help="Address that is told of the end, by a signed POST."
)


@click.group()
def callbacks() -> None:
    """See which ends were told to your services, send them again, and the secret that signs them."""


@callbacks.command("list")
@click.argument("subject", metavar="JOB|BATCH")
@json_option
@api_option
def list_callbacks(subject: str, api: str | None, *, as_json: bool) -> None:
    """List the callbacks of a JOB or BATCH."""
    with plain_errors():
        found = client_of(api).callbacks(subject)
    if as_json:
        echo_json(found)
    elif found.callback_url is None:
        click.echo("no address is told of its end", err=True)
    else:
        print_list(callbacks_table(found.callbacks))


@callbacks.command()
@click.argument("subject", metavar="JOB|BATCH")
@click.argument("callback_id", metavar="CALLBACK")
@api_option
def redeliver(subject: str, callback_id: str, api: str | None) -> None:
    """Send a CALLBACK of a JOB or BATCH again."""
    with plain_errors():
        click.echo(client_of(api).redeliver(subject, callback_id).status)


@callbacks.command()
@click.option("--replace", is_flag=True, help="Make a new one; for a day the one before signs, too.")
@api_option
def secret(api: str | None, *, replace: bool) -> None:
    """Print the secrets that sign your callbacks, the newest first."""
    with plain_errors():
        client = client_of(api)
        for each in client.replace_callback_secret() if replace else client.callback_secrets():
            click.echo(each)
