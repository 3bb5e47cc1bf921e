"""The routes that say whether the service works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from roomjobs.rest.http.access import public
from roomjobs.rest.http.responses import json_response

if TYPE_CHECKING:
    from roomjobs.services import Stores


def blueprint(stores: Stores) -> Blueprint:
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    @public
    def healthz() -> Response:
        """Whether this process answers."""
        return json_response({"status": "ok"})

    @routes.get("/readyz")
    @public
    def readyz() -> Response:
        """Whether the stores answer, too; 503 when not."""
        stores.table.get("job_" + "0" * 32)
        stores.plans.check()
        return json_response({"status": "ready"})

    return routes
