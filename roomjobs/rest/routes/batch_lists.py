"""The routes of lists: of batches, and of the jobs of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, request

from roomjobs.jobs.batches.batch import job_id_of
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import current_principal, require
from roomjobs.rest.http.queries import LATEST
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import PAGE
from roomjobs.rest.routes.lookup import find_batch
from roomjobs.rest.schemas import batches as schemas
from roomjobs.rest.schemas import jobs as job_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.rest.http.cursors import Cursors

_MOST_LISTED = 2000  # batches that are looked at behind a cursor


class _Mark(NamedTuple):
    """Where the next page begins: behind the batches `seen`, which are of the second `at`."""

    at: int  # Unix seconds; all newer batches were given
    seen: tuple[str, ...]

    def is_before(self, batch: Batch) -> bool:
        return batch.created_at < self.at or (batch.created_at == self.at and batch.batch_id not in self.seen)

    def behind(self, given: Sequence[Batch]) -> _Mark:
        at = given[-1].created_at
        seen = tuple(batch.batch_id for batch in given if batch.created_at == at)
        return _Mark(at, (self.seen if at == self.at else ()) + seen)


_START = _Mark(LATEST, ())


def blueprint(batches: BatchTable, result_url: Callable[[str], str], cursors: Cursors) -> Blueprint:
    """Routes over the batches in a table; `result_url` gives the address of a result by its key."""
    routes = Blueprint("batch_lists", __name__)

    def state(batch: Batch) -> schemas.BatchState:
        return schemas.state(batch, batches.counts(batch.batch_id), result_url)

    @routes.get("/batches")
    @require(Scope.READ)
    @declares(answers(200, schemas.Batches, "A page of batches."), takes=PAGE, refuses=(503,))
    def list_batches() -> Response:
        """The batches, newest first, in pages."""
        asks = current_principal()
        owner = None if asks.may(Scope.OPERATE) else asks.owner
        limit, cursor = queries.page(request.args)
        mark = _START if cursor is None else cursors.open(cursor, ["batches", owner], _Mark)
        found = batches.newest(limit + 1 if cursor is None else _MOST_LISTED, owner=owner)
        left = [batch for batch in found if mark.is_before(batch)]
        given = left[:limit]
        following = cursors.seal(mark.behind(given), ["batches", owner]) if len(left) > limit else None
        return json_response(schemas.Batches([state(batch) for batch in given], following))

    @routes.get("/batches/<batch_id>/jobs")
    @require(Scope.READ)
    @declares(answers(200, schemas.BatchJobs, "A page of jobs."), takes=PAGE, refuses=(404, 503))
    def list_batch_jobs(batch_id: str) -> Response:
        """The jobs of a batch, in the order of its plans."""
        batch = find_batch(batches, batch_id)
        limit, cursor = queries.page(request.args, default=queries.MOST_OF_A_PAGE)
        first = 0 if cursor is None else cursors.open(cursor, ["batch", batch_id], int)
        places = range(first, min(first + limit, batch.expanded))
        ids = [job_id_of(batch_id, place) for place in places]
        found = batches.jobs(ids)
        jobs = [job_schemas.state(found[job_id], result_url) for job_id in ids if job_id in found]
        is_end = not places or places.stop >= batch.expanded
        following = None if is_end else cursors.seal(places.stop, ["batch", batch_id])
        return json_response(schemas.BatchJobs(jobs=jobs, next_cursor=following))

    return routes
