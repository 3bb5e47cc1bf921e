"""The route that tells the state of a job."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import require
from roomjobs.rest.http.crowd import Crowd
from roomjobs.rest.http.etags import is_known
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import APPLIED, IF_MATCH, IF_NONE_MATCH, WAIT
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import jobs as schemas
from roomjobs.rest.schemas.polling import poll_after_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.rest.http.waiting import WaitingRoom
    from roomjobs.rest.routes.state_tags import StateTags


def blueprint(
    jobs: JobTable,
    tags: StateTags,
    result_url: Callable[[str], str],
    waiting: WaitingRoom,
) -> Blueprint:
    """The route over the jobs in a table."""
    routes = Blueprint("jobs", __name__)
    crowd = Crowd()

    @routes.get("/jobs/<job_id>")
    @require(Scope.READ)
    @declares(
        answers(
            200,
            schemas.JobState,
            "The state of the job.",
            ETag=("string", "Changes with the state"),
            Preference_Applied=APPLIED,
        ),
        answers(304, None, "The state has not changed since that ETag."),
        takes=(IF_MATCH, IF_NONE_MATCH, WAIT),
        refuses=(404, 412, 503),
    )
    def get_job(job_id: str) -> Response:
        """The state of a job."""

        def is_news(job: Job) -> bool:
            if not request.if_none_match:
                return job.is_final
            return not is_known(tags.of(job, tags.ahead(job)))

        job, applied = waiting.wait(lambda: find_job(jobs, job_id), is_news)
        ahead = tags.ahead(job)
        least_ms = crowd.pause_ms(job_id)
        etag = tags.of(job, ahead)
        if is_known(etag):
            response = Response(status=304)
        else:
            response = json_response(schemas.state(job, result_url, ahead=ahead, least_ms=least_ms))
        response.headers.update(applied)
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")  # browsers get the page at this address
        if not job.is_final:
            pause = poll_after_ms(job.updated_at, ahead=ahead, least=least_ms)
            response.headers["Retry-After"] = str(math.ceil(pause / 1000))
        return response

    return routes
