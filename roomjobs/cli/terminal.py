"""Options and helpers that the commands share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console

from roomjobs.local.folders import DataFolder
from roomjobs.local.running import running_stack
from roomjobs.rest.access.local_secret import PREFIX
from roomjobs.rest.client import ApiError, Client, token_from_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table


def _with_scheme(_context: click.Context, _option: click.Parameter, address: str | None) -> str | None:
    if address and not address.startswith(("http://", "https://")):
        raise click.BadParameter("must begin with http:// or https://, as http://127.0.0.1:8000")
    return address


api_option = click.option(
    "--api",
    envvar="ROOMJOBS_API",
    metavar="URL",
    callback=_with_scheme,
    help="Address of the API; without it the local stack's, or http://127.0.0.1:8000.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, as the API gives it.")


def echo_json(value: object) -> None:
    """Print what the client gave, for programs."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)))


def print_list(table: Table) -> None:
    """Print a list without cutting or folding its lines."""
    Console(highlight=False, width=1000).print(table)


_NOBODY = "http://127.0.0.1:"  # an API on this machine


def client_of(api: str | None) -> Client:
    """
    A client of the API at that address.

    The local stack lets in by the secret of its present run, also where the environment has an older one.
    """
    known = running_stack(DataFolder())
    address = (api or (known["address"] if known else "http://127.0.0.1:8000")).rstrip("/")
    token = token_from_environment()
    if known and address == known["address"] and (token is None or token.startswith(PREFIX)):
        token = known["environment"]["ROOMJOBS_TOKEN"]
    return Client(address, token)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show an error of the API as one message, without a stack trace."""
    try:
        yield
    except ApiError as error:
        words = str(error)
        if error.status is None and _NOBODY in words and running_stack(DataFolder()) is None:
            words += ". No local stack is running; start one by: make run"
        raise click.ClickException(words) from error
