"""The route that takes plans in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, header, json
from roomjobs.rest.http import idempotency
from roomjobs.rest.http.access import current_owner, current_principal, require
from roomjobs.rest.http.requests import require_json
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import APPLIED, FIRST_POLL, JOB_ADDRESS, KEY, WAIT
from roomjobs.rest.routes.accepted import job_accepted
from roomjobs.rest.routes.callbacks import CALLBACK, callback_url
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import jobs as schemas
from roomjobs.rest.schemas.plans import TWO_ROOMS, Plan
from roomjobs.rest.schemas.uploads import UploadedPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.store.table import JobTable
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.http.idempotency_table import Operation, Operations
    from roomjobs.rest.http.waiting import WaitingRoom


_SUBMISSION = json(Plan, UploadedPlan, examples={"two rooms": TWO_ROOMS})
_FRESH = header("Cache-Control", "no-cache: work on the plan even if an equal one has been worked on")


def blueprint(
    jobs: JobTable,
    result_url: Callable[[str], str],
    operations: Operations,
    submission: Submission,
    waiting: WaitingRoom,
    *,
    local_callbacks: bool,
) -> Blueprint:
    """The route that submits."""
    routes = Blueprint("submissions", __name__)

    @routes.post("/jobs")
    @require(Scope.SUBMIT)
    @declares(
        answers(
            200,
            schemas.JobSubmitted,
            "The plan was accepted, and its job has ended within the wait.",
            Location=JOB_ADDRESS,
            Preference_Applied=APPLIED,
        ),
        answers(
            202,
            schemas.JobAccepted,
            "The plan was accepted.",
            Location=JOB_ADDRESS,
            Preference_Applied=APPLIED,
            Retry_After=FIRST_POLL,
            Idempotency_Replayed=("string", "true: this was answered before"),
        ),
        takes=(CALLBACK, _FRESH, KEY, WAIT),
        body=_SUBMISSION,
        refuses=(409, 408, 413, 415, 422, 503),
    )
    def create_job() -> Response:
        """Submit a plan or an uploaded file."""
        require_json()
        accepted = idempotency.once(operations, take_in)
        job_id = accepted.headers["Location"].rsplit("/", 1)[-1]
        if "Prefer" not in request.headers or not current_principal().may(Scope.READ):
            return accepted  # a token that only submits is told nothing of the job's state
        job, applied = waiting.wait(lambda: find_job(jobs, job_id), lambda job: job.is_final)
        response = json_response(schemas.state(job, result_url)) if job.is_final else accepted
        response.headers.update({**applied, "Location": accepted.headers["Location"]})
        return response

    def take_in(operation: Operation | None) -> Response:
        job = submission.submit(
            request.get_data(),
            owner=current_owner(),
            bypass_cache=bool(request.cache_control.no_cache),
            callback_url=callback_url(is_local=local_callbacks),
            operation=None if operation is None else operation.idempotent,
        )
        return job_accepted(job)

    return routes
