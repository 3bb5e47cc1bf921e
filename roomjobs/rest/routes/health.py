"""The routes that say whether the service works."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from flask import Blueprint, Response

from roomjobs.rest.declarations import Content, answers, declares
from roomjobs.rest.http.access import public
from roomjobs.rest.http.responses import json_response

if TYPE_CHECKING:
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore

_STATUS = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}
_YES = answers(200, Content({"application/json": _STATUS}), "Yes.")
_KEPT_SECONDS = 2  # anybody may ask for readiness, and each look costs calls to AWS


def blueprint(jobs: JobTable, plans: PlanStore) -> Blueprint:
    """Routes that look at one store of each kind."""
    routes = Blueprint("health", __name__)
    readiness = _Readiness(jobs, plans)

    @routes.get("/healthz")
    @public
    @declares(_YES)
    def healthz() -> Response:
        """Whether the process answers."""
        return json_response({"status": "ok"})

    @routes.get("/readyz")
    @public
    @declares(_YES, refuses=(503,))
    def readyz() -> Response:
        """Whether the stores answer, too."""
        readiness.check()
        return json_response({"status": "ready"})

    return routes


class _Readiness:
    """Looks at the stores, once for all who ask within a while."""

    def __init__(self, jobs: JobTable, plans: PlanStore) -> None:
        self._jobs = jobs
        self._plans = plans
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
            self._jobs.get("job_" + "0" * 32)
            self._plans.check()
        except (BotoCoreError, ClientError) as error:
            return error
        return None
