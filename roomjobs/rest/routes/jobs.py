"""The routes of jobs that are there: list, ask, cancel, retry."""

from __future__ import annotations

import hashlib
import math
import time
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.jobs.batches.listing import page_of_batch
from roomjobs.jobs.store.listing import Mark
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import current_principal, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes import job_filters
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import jobs as schemas
from roomjobs.rest.schemas.polling import poll_after_ms

if TYPE_CHECKING:
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.retry import Retries
    from roomjobs.rest.http.cursors import Cursors
    from roomjobs.rest.http.waiting import WaitingRoom
    from roomjobs.services import Stores


def blueprint(
    stores: Stores,
    retries: Retries,
    batches: BatchService,
    cursors: Cursors,
    waiting: WaitingRoom,
    *,
    presign_seconds: int,
) -> Blueprint:
    """Routes over the jobs in `stores`; an address that they give is good for `presign_seconds`."""
    routes = Blueprint("jobs", __name__)

    def state(job: Job) -> Response:
        return json_response(schemas.state(job, stores.plans.result_url))

    @routes.get("/jobs")
    @require(Scope.READ)
    @queries.takes(*job_filters.NAMES)
    def list_jobs() -> Response:
        """The jobs, newest first, in pages."""
        asked = job_filters.read(request.args, current_principal())
        context = [asked.wanted, asked.batch]
        jobs: list[Job]
        following: Mark | int | None
        if asked.batch is None:
            mark = None if asked.cursor is None else cursors.open(asked.cursor, context, Mark)
            jobs, following = stores.listing.page(asked.wanted, mark, limit=asked.limit)
        else:
            before = None if asked.cursor is None else cursors.open(asked.cursor, context, int)
            jobs, following = page_of_batch(
                stores.batches, asked.batch, asked.wanted, before, limit=asked.limit
            )
        page = schemas.JobPage(
            jobs=[schemas.state(job, stores.plans.result_url) for job in jobs],
            next_cursor=None if following is None else cursors.seal(following, context),
        )
        return json_response(page)

    @routes.get("/jobs/<job_id>")
    @require(Scope.READ)
    def get_job(job_id: str) -> Response:
        """The state of a job; 304 if the client has the current ETag."""

        def is_news(job: Job) -> bool:
            if not request.if_none_match:
                return job.is_final
            etag = _etag(job, stores.queue_position.ahead(job), presign_seconds)
            return not request.if_none_match.contains_weak(etag)

        job, applied = waiting.wait(lambda: find_job(stores.table, job_id), is_news)
        ahead = stores.queue_position.ahead(job)
        etag = _etag(job, ahead, presign_seconds)
        if request.if_none_match.contains_weak(etag):  # weak: a proxy that compresses makes it so
            response = Response(status=304)
        else:
            response = json_response(schemas.state(job, stores.plans.result_url, ahead=ahead))
        response.headers.update(applied)
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")  # browsers get the page at this address
        if not job.is_final:
            response.headers["Retry-After"] = str(
                math.ceil(poll_after_ms(job.updated_at, ahead=ahead) / 1000)
            )
        return response

    @routes.post("/jobs/<job_id>/cancel")
    @require(Scope.SUBMIT)
    def cancel_job(job_id: str) -> Response:
        """Cancel a pending or processing job; repeated requests have no further effect."""
        job = stores.table.cancel(find_job(stores.table, job_id).job_id)
        batches.notify_safely(job)
        return state(job)

    @routes.post("/jobs/<job_id>/retry")
    @require(Scope.SUBMIT)
    def retry_job(job_id: str) -> Response:
        """Retry a failed job."""
        return state(retries.retry(find_job(stores.table, job_id).job_id))

    return routes


def _etag(job: Job, ahead: int | None, presign_seconds: int) -> str:
    """
    Changes with all that the state shows, but not with when to ask again, which is no news to wait for.

    With presigned addresses it changes in time, not at every request.
    """
    seen = f"{job.job_id}|{job.status}|{job.attempt}|{job.updated_at}|{job.output_s3_key}"
    seen += f"|{ahead}|{job.stage}|{job.share}"
    if job.output_s3_key is not None:  # nobody shall keep an address that is good no more
        seen += f"|{int(time.time() // (presign_seconds / 2))}"
    return hashlib.sha256(seen.encode()).hexdigest()[:32]
