"""The stores that the API alone has, beside the jobs of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.jobs.store.conditional_table import ConditionalTable
from roomjobs.rest.access.token_table import TokenTable
from roomjobs.rest.http.idempotency_table import Operations

if TYPE_CHECKING:
    from roomjobs.services import Stores


def tokens(stores: Stores) -> TokenTable:
    return TokenTable(stores.removal.dynamodb, stores.removal.table)


def operations(stores: Stores) -> Operations:
    return Operations(ConditionalTable(stores.removal.dynamodb, stores.removal.table))
