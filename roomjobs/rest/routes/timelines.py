"""The routes of the timeline and the events of a job."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.access import require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.http.streams import Event
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import fleet as schemas
from roomjobs.rest.schemas import jobs as job_schemas

if TYPE_CHECKING:
    from roomjobs.rest.http.streams import Streams
    from roomjobs.services import Stores

_EVENT_SECONDS = 0.5  # between two looks at a job


def blueprint(stores: Stores, streams: Streams) -> Blueprint:
    """Routes over the jobs in `stores`."""
    routes = Blueprint("timelines", __name__)

    @routes.get("/jobs/<job_id>/timeline")
    @require(Scope.READ)
    def get_timeline(job_id: str) -> Response:
        """The attempts of a job with the times of their steps."""
        response = json_response(schemas.timeline(find_job(stores.table, job_id)))
        response.headers["Cache-Control"] = "no-cache"
        return response

    @routes.get("/jobs/<job_id>/events")
    @require(Scope.READ)
    def stream_job(job_id: str) -> Response:
        """The state of a job now and at each change, up to its end."""
        asked = find_job(stores.table, job_id)

        def look() -> Event:
            job = stores.table.get(asked.job_id) or asked
            data = msgspec.json.encode(job_schemas.state(job, stores.plans.result_url))
            seen = f"{job.attempt}|{job.status}|{job.sends}|{job.updated_at}|{job.stage}|{job.share}"
            return Event(hashlib.sha256(seen.encode()).hexdigest()[:16], data, is_last=job.is_final)

        return streams.response("job", look, every=_EVENT_SECONDS)

    return routes
