"""The routes of batches: many plans in one request, and one file of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from detection import Fault, InvalidPlanError
from roomjobs.jobs.batches.acceptance import UploadGoneError
from roomjobs.jobs.batches.batch import BatchFormat, BatchMovedError
from roomjobs.jobs.batches.packing import count_lines, to_json_lines, upload_named
from roomjobs.jobs.batches.storeys import check_ifc
from roomjobs.plans.uploads import Uploads
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import Content, answers, declares, header, query
from roomjobs.rest.http import idempotency, queries
from roomjobs.rest.http.access import current_owner, require
from roomjobs.rest.http.addresses import address
from roomjobs.rest.http.responses import json_response, to_object
from roomjobs.rest.parameters import FIRST_POLL, IN_S3, KEY, TO_S3
from roomjobs.rest.routes.callbacks import CALLBACK, callback_url
from roomjobs.rest.routes.lookup import find_batch
from roomjobs.rest.schemas import batches as schemas

if TYPE_CHECKING:
    from roomjobs.jobs.batches.acceptance import BatchAcceptance
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.plans.store import PlanStore
    from roomjobs.plans.uploads import Upload
    from roomjobs.rest.http.idempotency_table import Operation, Operations

_NAME_LENGTH = 200
_NO_UPLOAD = Fault(
    "/upload_id", "names no upload of yours that has arrived; PUT the file where POST /uploads said"
)
_NAME = query("name", {"type": "string", "maxLength": _NAME_LENGTH})
_FRESH = header("Cache-Control", "no-cache: work on each plan even if an equal one has been worked on")
_BODY = Content(
    {
        "application/json": (schemas.Plans, schemas.UploadedPlans),
        "application/x-ndjson": {"type": "string", "description": "a plan per line"},
        "application/zip": {"type": "string", "format": "binary"},
        "application/x-step": {
            "type": "string",
            "format": "binary",
            "description": "an IFC; each of its storeys with walls becomes a plan",
        },
    }
)
_PACKING_OF = {
    "application/x-ndjson": BatchFormat.JSON_LINES,
    "application/jsonl": BatchFormat.JSON_LINES,
    "application/zip": BatchFormat.ZIP,
    "application/x-step": BatchFormat.IFC,
}


def blueprint(
    batches: BatchTable,
    plans: PlanStore,
    operations: Operations,
    acceptance: BatchAcceptance,
    service: BatchService,
    *,
    max_plans: int,
    local_callbacks: bool,
) -> Blueprint:
    """Routes over the batches in a table, with plans and archives in `plans`."""
    routes = Blueprint("batches", __name__)
    uploads = Uploads(plans)

    def state(batch: Batch) -> schemas.BatchState:
        return schemas.state(batch, batches.counts(batch.batch_id), plans.result_url)

    @routes.post("/batches")
    @require(Scope.SUBMIT)
    @declares(
        answers(
            202,
            schemas.BatchAccepted,
            "The batch was accepted.",
            Location=("string", "Address of the batch"),
            Retry_After=FIRST_POLL,
        ),
        takes=(_NAME, CALLBACK, _FRESH, KEY),
        body=_BODY,
        refuses=(409, 408, 413, 415, 422, 503),
    )
    def create_batch() -> Response:
        """Submit many plans at once."""
        return idempotency.once(operations, take_in)

    def take_in(operation: Operation | None) -> Response:
        url = callback_url(is_local=local_callbacks)
        packed, packing, count = _packed(max_plans, uploads)
        try:
            batch = acceptance.accept(
                packed,
                packing,
                jobs_count=count,
                owner=current_owner(),
                name=queries.text(request.args, "name", at_most=_NAME_LENGTH),
                bypass_cache=bool(request.cache_control.no_cache),
                callback_url=url,
                operation=None if operation is None else operation.idempotent,
            )
        except UploadGoneError as error:
            raise InvalidPlanError((_NO_UPLOAD,)) from error
        response = json_response(schemas.accepted(batch), 202)
        response.headers["Location"] = address(f"/batches/{batch.batch_id}")
        response.headers["Retry-After"] = "1"
        return response

    @routes.get("/batches/<batch_id>")
    @require(Scope.READ)
    @declares(answers(200, schemas.BatchState, "The state of the batch."), refuses=(404, 503))
    def get_batch(batch_id: str) -> Response:
        """The state of a batch."""
        return json_response(state(find_batch(batches, batch_id)))

    @routes.post("/batches/<batch_id>/cancel")
    @require(Scope.SUBMIT)
    @declares(answers(200, schemas.BatchState, "The batch now."), refuses=(404, 409, 503))
    def cancel_batch(batch_id: str) -> Response:
        """Cancel all jobs of a batch that have not ended."""
        try:
            return json_response(state(service.cancel(find_batch(batches, batch_id))))
        except BatchMovedError as moved:
            standing = "is gone" if moved.batch is None else f"is {moved.batch.status}"
            abort(409, f"The batch {standing}: only one that has not ended can be cancelled.")

    @routes.get("/batches/<batch_id>/result")
    @require(Scope.READ)
    @declares(answers(307, None, TO_S3, Location=IN_S3), refuses=(404, 409, 503))
    def get_batch_result(batch_id: str) -> Response:
        """A ZIP with summary.csv, rooms.csv, totals.csv and the results of all completed jobs, from S3."""
        batch = find_batch(batches, batch_id)
        if batch.output_s3_key is None:
            why = batch.error_message or "its results are packed when all its jobs have ended."
            abort(409, f"The batch is {batch.status}: {why}")
        return to_object(plans.result_url(batch.output_s3_key))

    return routes


def _packed(max_plans: int, uploads: Uploads) -> tuple[bytes | Upload, BatchFormat, int | None]:
    """The plans of the request, how they are packed, and how many there are if that is known at once."""
    body = request.get_data()
    match request.mimetype:
        case "application/zip":
            return body, BatchFormat.ZIP, None
        case "application/x-step":
            check_ifc(body)
            return body, BatchFormat.IFC, None
        case "application/x-ndjson" | "application/jsonl":
            count = count_lines(body)
        case "application/json":
            if (upload_id := upload_named(body)) is not None:
                return _uploaded(uploads, upload_id)
            body, count = to_json_lines(body)
        case _:
            abort(
                415,
                'Send {"plans": […]} or {"upload_id": …} as application/json, a plan per line as '
                "application/x-ndjson, JSON files as application/zip, or an IFC, whose storeys are the "
                "plans, as application/x-step.",
            )
    if not 0 < count <= max_plans:
        place = "/plans" if request.mimetype == "application/json" else ""
        raise InvalidPlanError((Fault(place, f"must contain 1 to {max_plans} plans, contains {count}"),))
    return body, BatchFormat.JSON_LINES, count


def _uploaded(uploads: Uploads, upload_id: str) -> tuple[Upload, BatchFormat, None]:
    upload = uploads.find(upload_id, current_owner())
    if upload is None:
        raise InvalidPlanError((_NO_UPLOAD,))
    packing = _PACKING_OF.get(upload.content_type)
    if packing is None:
        detail = f"was announced as {upload.content_type}, but a batch is {' or '.join(_PACKING_OF)}"
        raise InvalidPlanError((Fault("/upload_id", detail),))
    return upload, packing, None
