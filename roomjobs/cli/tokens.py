"""`roomjobs tokens`: creates, lists and revokes tokens, directly in the table of jobs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import services
from roomjobs.cli.tables import tokens_table
from roomjobs.cli.terminal import print_list
from roomjobs.config import ConfigurationError, Settings
from roomjobs.local.folders import DataFolder
from roomjobs.local.running import running_stack
from roomjobs.rest.access.principals import LONGEST_OWNER, Scope
from roomjobs.rest.access.token_table import TokenTable

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.group()
def tokens() -> None:
    """
    Create, list and revoke tokens of the API.

    The environment says where: that of the API and, for credentials, that of any AWS tool. Without it, the
    local stack's is taken.
    """


@tokens.command()
@click.option("--owner", required=True, help="Owner whose jobs the token can submit and read.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([str(each) for each in Scope]),
    help="What it allows; may be given several times. operate includes the others, for everybody's jobs.",
)
@click.option("--for", "label", default="", metavar="WORDS", help="Purpose of the token, shown in lists.")
@click.option(
    "--days",
    type=click.IntRange(min=1),
    help="Days until the token expires; without this it is valid until it is revoked.",
)
def create(owner: str, scopes: tuple[str, ...], label: str, days: int | None) -> None:
    """Create a token and print it once: only its hash is stored."""
    if not 1 <= len(owner) <= LONGEST_OWNER or not owner.isprintable():
        raise click.BadParameter(f"must be 1 to {LONGEST_OWNER} printable characters", param_hint="--owner")
    with _plain_errors():
        created = _table().create(owner=owner, scopes=list(map(Scope, scopes)), label=label, days=days)
    click.echo(created.text)
    click.echo(f"Token id, for revoking it: {created.token.token_id}", err=True)


@tokens.command("list")
def list_tokens() -> None:
    """List the tokens that were not revoked, newest first."""
    with _plain_errors():
        print_list(tokens_table(_table().all()))


@tokens.command()
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """Revoke the token with this ID; this takes effect within 15 seconds."""
    with _plain_errors():
        revoked = _table().revoke(token_id)
    if not revoked:
        raise click.ClickException(f"The token {token_id} does not exist.")
    click.echo("Revoked.")


def _table() -> TokenTable:
    known = running_stack(DataFolder())
    if "DYNAMODB_TABLE" not in os.environ and known:
        os.environ.update(known["environment"])
    settings = Settings.from_environment(os.environ)
    return TokenTable(services.open_clients(settings.region).dynamodb, settings.jobs_table)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except (ConfigurationError, BotoCoreError, ClientError) as error:
        raise click.ClickException(str(error)) from error
