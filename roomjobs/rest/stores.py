"""The stores that only the API uses: tokens, idempotency keys and a shared secret."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from roomjobs.jobs.store.conditional_table import ConditionalTable
from roomjobs.rest.access.secret_table import shared_secret
from roomjobs.rest.access.token_table import TokenTable
from roomjobs.rest.http.idempotency_table import Operations

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.services import Clients


@dataclass(frozen=True, slots=True)
class ApiStores:
    """The tables of the API."""

    tokens: TokenTable
    operations: Operations
    cursor_secret: Callable[[], bytes]


def connect(clients: Clients, table: str) -> ApiStores:
    """Give the stores of the API over clients that are open already."""
    return ApiStores(
        tokens=TokenTable(clients.dynamodb, table, quick=clients.quick_dynamodb),
        operations=Operations(ConditionalTable(clients.dynamodb, table, quick=clients.quick_dynamodb)),
        cursor_secret=partial(shared_secret, clients.dynamodb, table, "cursors"),
    )
