"""The route that takes plans in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.api import idempotency
from roomjobs.api.access import current_owner, require
from roomjobs.api.lookup import find_job
from roomjobs.api.requests import require_json
from roomjobs.api.responses import json_response
from roomjobs.principals import Scope
from roomjobs.schemas import jobs as schemas
from roomjobs.submission import Once

if TYPE_CHECKING:
    from roomjobs.api.waiting import WaitingRoom
    from roomjobs.operations import Operation
    from roomjobs.services import Stores
    from roomjobs.submission import Submission


def blueprint(stores: Stores, submission: Submission, waiting: WaitingRoom) -> Blueprint:
    """The route that submits."""
    routes = Blueprint("submissions", __name__)

    @routes.post("/jobs")
    @require(Scope.SUBMIT)
    def create_job() -> Response:
        """Accept a plan; with `Cache-Control: no-cache` it is worked on even if an equal one has been."""
        require_json()
        accepted = idempotency.once(stores.operations, take_in)
        job_id = accepted.headers["Location"].rsplit("/", 1)[-1]
        if "Prefer" not in request.headers:
            return accepted
        job, applied = waiting.wait(lambda: find_job(stores.table, job_id), lambda job: job.is_final)
        response = json_response(schemas.state(job, stores.plans.result_url)) if job.is_final else accepted
        response.headers.update({**applied, "Location": accepted.headers["Location"]})
        return response

    def take_in(operation: Operation | None) -> Response:
        job = submission.submit(
            request.get_data(),
            owner=current_owner(),
            fresh=bool(request.cache_control.no_cache),
            once=None if operation is None else Once(operation.name, operation.was_begun),
        )
        response = json_response(schemas.accepted(job), 202)
        response.headers["Location"] = f"/jobs/{job.job_id}"
        response.headers["Retry-After"] = "1"
        return response

    return routes
