"""The routes of the timeline and the events of a job."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import current_principal, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.http.streams import Event
from roomjobs.rest.parameters import EVENTS, LAST_EVENT_ID
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import fleet as schemas
from roomjobs.rest.schemas import jobs as job_schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.store.table import JobTable
    from roomjobs.rest.http.streams import Streams

_EVENT_SECONDS = 0.5  # between two looks at a job


def blueprint(jobs: JobTable, result_url: Callable[[str], str], streams: Streams) -> Blueprint:
    """Routes over the jobs in a table; `result_url` gives the address of a result by its key."""
    routes = Blueprint("timelines", __name__)

    @routes.get("/jobs/<job_id>/timeline")
    @require(Scope.READ)
    @declares(answers(200, schemas.Timeline, "The attempts so far."), refuses=(404, 503))
    def get_timeline(job_id: str) -> Response:
        """The attempts of a job with the times of their steps."""
        response = json_response(
            schemas.timeline(find_job(jobs, job_id), for_operator=current_principal().may(Scope.OPERATE))
        )
        response.headers["Cache-Control"] = "no-cache"
        return response

    @routes.get("/jobs/<job_id>/events")
    @require(Scope.READ)
    @declares(
        EVENTS,
        answers(204, None, "The event with that id was the last one."),
        takes=(LAST_EVENT_ID,),
        refuses=(404, 501, 503),
    )
    def stream_job(job_id: str) -> Response:
        """
        The state of a job now and at each change, up to its end.

        Events named job; the data of each is what GET /jobs/{job_id} answers. The stream ends after a limited
        time; reconnect with the id of the last event. Where the service runs in Lambda, there are none: ask
        for the state instead.
        """
        asked = find_job(jobs, job_id)

        def look() -> Event:
            job = jobs.get(asked.job_id) or asked
            data = msgspec.json.encode(job_schemas.state(job, result_url))
            seen = f"{job.attempt}|{job.status}|{job.sends}|{job.updated_at}|{job.stage}|{job.share}"
            return Event(hashlib.sha256(seen.encode()).hexdigest()[:16], data, is_last=job.is_final)

        return streams.response("job", look, every=_EVENT_SECONDS)

    return routes
