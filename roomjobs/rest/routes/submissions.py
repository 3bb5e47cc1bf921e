"""The route that takes plans in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http import idempotency
from roomjobs.rest.http.access import current_owner, current_principal, require
from roomjobs.rest.http.requests import require_json
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes.accepted import job_accepted
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import jobs as schemas

if TYPE_CHECKING:
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.http.idempotency_table import Operation, Operations
    from roomjobs.rest.http.waiting import WaitingRoom
    from roomjobs.services import Stores


def blueprint(
    stores: Stores, operations: Operations, submission: Submission, waiting: WaitingRoom
) -> Blueprint:
    """The route that submits."""
    routes = Blueprint("submissions", __name__)

    @routes.post("/jobs")
    @require(Scope.SUBMIT)
    def create_job() -> Response:
        """Accept a plan; with `Cache-Control: no-cache`, results of equal plans are not reused."""
        require_json()
        accepted = idempotency.once(operations, take_in)
        job_id = accepted.headers["Location"].rsplit("/", 1)[-1]
        if "Prefer" not in request.headers or not current_principal().may(Scope.READ):
            return accepted  # a token that only submits is told nothing of the job's state
        job, applied = waiting.wait(lambda: find_job(stores.table, job_id), lambda job: job.is_final)
        response = json_response(schemas.state(job, stores.plans.result_url)) if job.is_final else accepted
        response.headers.update({**applied, "Location": accepted.headers["Location"]})
        return response

    def take_in(operation: Operation | None) -> Response:
        job = submission.submit(
            request.get_data(),
            owner=current_owner(),
            bypass_cache=bool(request.cache_control.no_cache),
            operation=None if operation is None else operation.idempotent,
        )
        return job_accepted(job)

    return routes
