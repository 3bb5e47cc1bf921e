"""What the commands for people have in common."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from roomjobs.client import ApiError, Client
from roomjobs.local.folders import DataFolder
from roomjobs.local.stack import running_stack

if TYPE_CHECKING:
    from collections.abc import Iterator

api_option = click.option(
    "--api",
    envvar="ROOMJOBS_API",
    metavar="URL",
    help="Address of the API; without it the local stack's, or http://127.0.0.1:8000.",
)


def client_of(api: str | None) -> Client:
    """A client of the API at that address."""
    return Client(_address(api))


def _address(api: str | None) -> str:
    known = running_stack(DataFolder())
    return (api or (known["address"] if known else "http://127.0.0.1:8000")).rstrip("/")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show what the API refused as one message, without a stack trace."""
    try:
        yield
    except ApiError as error:
        raise click.ClickException(str(error)) from error
