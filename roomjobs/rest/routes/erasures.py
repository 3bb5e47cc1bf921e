"""The routes that delete for good: a job, a batch, or all that an owner has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from roomjobs.rest.access.principals import LONGEST_OWNER, Scope
from roomjobs.rest.declarations import answers, declares
from roomjobs.rest.http.access import current_principal, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import IF_MATCH
from roomjobs.rest.routes.lookup import find_batch, find_job
from roomjobs.rest.schemas import erasures as schemas

if TYPE_CHECKING:
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.erasure import Erasure
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.rest.routes.state_tags import StateTags

_RETRY_SECONDS = "1"
_GONE = answers(204, None, "It is deleted with its documents.")
_NOT_YET = answers(202, schemas.Erased, "Some of it is deleted; repeat the request to continue.")


def blueprint(table: JobTable, batches: BatchTable, erasure: Erasure, tags: StateTags) -> Blueprint:
    """Routes that delete what is in these tables."""
    routes = Blueprint("erasures", __name__)

    @routes.delete("/jobs/<job_id>")
    @require(Scope.SUBMIT)
    @declares(_GONE, takes=(IF_MATCH,), refuses=(404, 409, 412, 503))
    def delete_job(job_id: str) -> Response:
        """Cancel a job and delete it with its plan and results."""
        job = tags.require_match(find_job(table, job_id))
        if job.batch_id is not None and batches.get(job.batch_id) is not None:
            abort(409, f"The job is of {job.batch_id}, whose archive holds its result: delete the batch.")
        if not erasure.erase_job(job):
            abort(409, "The job was retried in this moment; delete it again.")
        return Response(status=204)

    @routes.delete("/batches/<batch_id>")
    @require(Scope.SUBMIT)
    @declares(_NOT_YET, _GONE, refuses=(404, 503))
    def delete_batch(batch_id: str) -> Response:
        """Cancel a batch and delete it with its jobs, plans and archive, some at a time."""
        if erasure.erase_batch(find_batch(batches, batch_id)):
            return Response(status=204)
        return _not_yet(schemas.Erased(deleted=0, is_complete=False))

    @routes.delete("/owners/<owner>")
    @require(Scope.SUBMIT)
    @declares(answers(200, schemas.Erased, "Nothing is left."), _NOT_YET, refuses=(404, 503))
    def delete_owner(owner: str) -> Response:
        """Delete all jobs, batches and uploads of an owner, some at a time."""
        if len(owner) > LONGEST_OWNER or not current_principal().may_see(owner):
            abort(404, "There is no such owner that you may delete for.")
        erased = erasure.erase_owner(owner)
        document = schemas.Erased(deleted=erased.deleted, is_complete=erased.is_complete)
        return json_response(document) if erased.is_complete else _not_yet(document)

    return routes


def _not_yet(document: schemas.Erased) -> Response:
    response = json_response(document, 202)
    response.headers["Retry-After"] = _RETRY_SECONDS
    return response
