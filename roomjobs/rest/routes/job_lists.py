"""The route that lists jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.jobs.batches.listing import page_of_batch
from roomjobs.jobs.store.listing import Mark
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import current_principal, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes import job_filters
from roomjobs.rest.schemas import jobs as schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.listing import JobListing
    from roomjobs.rest.http.cursors import Cursors


def blueprint(
    listing: JobListing, batches: BatchTable, result_url: Callable[[str], str], cursors: Cursors
) -> Blueprint:
    """The route over the jobs of `listing`, or of a batch; `result_url` gives the address of a result."""
    routes = Blueprint("job_lists", __name__)

    @routes.get("/jobs")
    @require(Scope.READ)
    @declares(answers(200, schemas.JobPage, "A page of jobs."), takes=job_filters.FILTERS, refuses=(503,))
    def list_jobs() -> Response:
        """The jobs, newest first, in pages."""
        asked = job_filters.read(request.args, current_principal())
        context = [asked.wanted, asked.batch]
        jobs: list[Job]
        following: Mark | int | None
        if asked.batch is None:
            mark = None if asked.cursor is None else cursors.open(asked.cursor, context, Mark)
            jobs, following = listing.page(asked.wanted, mark, limit=asked.limit)
        else:
            before = None if asked.cursor is None else cursors.open(asked.cursor, context, int)
            jobs, following = page_of_batch(batches, asked.batch, asked.wanted, before, limit=asked.limit)
        page = schemas.JobPage(
            jobs=[schemas.state(job, result_url) for job in jobs],
            next_cursor=None if following is None else cursors.seal(following, context),
        )
        return json_response(page)

    return routes
