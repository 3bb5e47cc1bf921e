"""The routes that say whether the service works."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from flask import Blueprint, Response

from roomjobs.rest.http.access import public
from roomjobs.rest.http.responses import json_response

if TYPE_CHECKING:
    from roomjobs.services import Stores

_KEPT_SECONDS = 2  # anybody may ask for readiness, and each look costs calls to AWS


def blueprint(stores: Stores) -> Blueprint:
    routes = Blueprint("health", __name__)
    readiness = _Readiness(stores)

    @routes.get("/healthz")
    @public
    def healthz() -> Response:
        """Whether this process answers."""
        return json_response({"status": "ok"})

    @routes.get("/readyz")
    @public
    def readyz() -> Response:
        """Whether the stores answer, too, as of two seconds ago at most; 503 when not."""
        readiness.check()
        return json_response({"status": "ready"})

    return routes


class _Readiness:
    """Looks at the stores, once for all who ask within a while."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._looked_at = float("-inf")
        self._error: Exception | None = None
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise what the stores last raised, if they did."""
        with self._lock:
            if time.monotonic() - self._looked_at > _KEPT_SECONDS:
                self._error = self._look()
                self._looked_at = time.monotonic()
        if self._error is not None:
            raise self._error

    def _look(self) -> Exception | None:
        try:
            self._stores.table.get("job_" + "0" * 32)
            self._stores.plans.check()
        except (BotoCoreError, ClientError) as error:
            return error
        return None
