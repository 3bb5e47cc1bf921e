"""The stores that the API alone has, beside the jobs of a test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from roomjobs import services
from roomjobs.rest import stores as rest_stores

if TYPE_CHECKING:
    from roomjobs.rest.access.token_table import TokenTable
    from roomjobs.rest.http.idempotency_table import Operations
    from roomjobs.services import Stores


def tokens(_stores: Stores) -> TokenTable:
    return _of_the_environment().tokens


def operations(_stores: Stores) -> Operations:
    return _of_the_environment().operations


def _of_the_environment() -> rest_stores.ApiStores:
    """Those over the table that the environment names, as the fixtures of the tests have set it."""
    return rest_stores.connect(services.open_clients(os.environ["AWS_REGION"]), os.environ["DYNAMODB_TABLE"])
