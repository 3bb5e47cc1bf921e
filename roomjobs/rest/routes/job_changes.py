"""The routes that change a job: cancel and retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import IF_MATCH
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import jobs as schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.rest.routes.state_tags import StateTags

_STATE = answers(200, schemas.JobState, "The state of the job now.")


def blueprint(
    jobs: JobTable,
    batches: BatchService,
    retries: Retries,
    tags: StateTags,
    result_url: Callable[[str], str],
) -> Blueprint:
    """Routes over the jobs in a table; `result_url` gives the address of a result by its key."""
    routes = Blueprint("job_changes", __name__)

    def as_seen(job_id: str) -> Job:
        return tags.require_match(find_job(jobs, job_id))

    def state(job: Job) -> Response:
        return json_response(schemas.state(job, result_url))

    @routes.post("/jobs/<job_id>/cancel")
    @require(Scope.SUBMIT)
    @declares(_STATE, takes=(IF_MATCH,), refuses=(404, 409, 412, 503))
    def cancel_job(job_id: str) -> Response:
        """Cancel a pending or processing job."""
        return state(batches.cancel_job(as_seen(job_id).job_id))

    @routes.post("/jobs/<job_id>/retry")
    @require(Scope.SUBMIT)
    @declares(_STATE, takes=(IF_MATCH,), refuses=(404, 409, 412, 503))
    def retry_job(job_id: str) -> Response:
        """Retry a failed job."""
        return state(retries.retry(as_seen(job_id).job_id))

    return routes
