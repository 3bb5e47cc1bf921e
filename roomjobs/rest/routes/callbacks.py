"""The routes of callbacks: what was told of the ends of a job or batch, and what signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from roomjobs.jobs.callbacks.addresses import LONGEST, checked
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, query
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import current_owner, require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes.lookup import find_batch, find_job
from roomjobs.rest.schemas import callbacks as schemas

if TYPE_CHECKING:
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.store.table import JobTable

CALLBACK = query(
    "callback_url",
    {"type": "string", "format": "uri", "minLength": 1, "maxLength": LONGEST},
    "address that is told of the end, by a signed POST",
)
_LISTED = answers(200, schemas.CallbackList, "What was told, and what came of it.")
_AGAIN = answers(202, schemas.CallbackState, "It is sent again at once.")
_SECRETS = answers(200, schemas.CallbackSecrets, "What signs.")


def callback_url(*, is_local: bool) -> str | None:
    """
    The address that this request asks to be called, None if it asks for none.

    Raises
    ------
    roomjobs.jobs.callbacks.addresses.AddressRefusedError
        The address is not one that is called.
    """
    url = queries.text(request.args, CALLBACK.name, at_most=LONGEST)
    if url is not None:
        checked(url, is_local=is_local)
    return url


def blueprint(jobs: JobTable, batches: BatchTable, callbacks: Callbacks) -> Blueprint:
    """Routes over the callbacks of the jobs and batches in these tables."""
    routes = Blueprint("callbacks", __name__)

    def redelivered(subject: str, callback_id: str) -> Response:
        callback = callbacks.redeliver(subject, callback_id)
        if callback is None:
            abort(404, f"There is no callback {callback_id[:120]} of {subject}.")
        return json_response(schemas.state(callback), 202)

    @routes.get("/jobs/<job_id>/callbacks")
    @require(Scope.READ)
    @declares(_LISTED, refuses=(404, 503))
    def list_job_callbacks(job_id: str) -> Response:
        """The callbacks of a job, with all attempts."""
        return json_response(schemas.listed(*callbacks.listed(find_job(jobs, job_id).job_id)))

    @routes.post("/jobs/<job_id>/callbacks/<callback_id>/redeliver")
    @require(Scope.SUBMIT)
    @declares(_AGAIN, refuses=(404, 503))
    def redeliver_job_callback(job_id: str, callback_id: str) -> Response:
        """Send a callback of a job again."""
        return redelivered(find_job(jobs, job_id).job_id, callback_id)

    @routes.get("/batches/<batch_id>/callbacks")
    @require(Scope.READ)
    @declares(_LISTED, refuses=(404, 503))
    def list_batch_callbacks(batch_id: str) -> Response:
        """The callbacks of a batch, with all attempts."""
        return json_response(schemas.listed(*callbacks.listed(find_batch(batches, batch_id).batch_id)))

    @routes.post("/batches/<batch_id>/callbacks/<callback_id>/redeliver")
    @require(Scope.SUBMIT)
    @declares(_AGAIN, refuses=(404, 503))
    def redeliver_batch_callback(batch_id: str, callback_id: str) -> Response:
        """Send a callback of a batch again."""
        return redelivered(find_batch(batches, batch_id).batch_id, callback_id)

    @routes.get("/callbacks/secrets")
    @require(Scope.SUBMIT)
    @declares(_SECRETS, refuses=(503,))
    def get_callback_secrets() -> Response:
        """The secrets that sign one's callbacks."""
        return _secret(schemas.CallbackSecrets(callbacks.secrets(current_owner())))

    @routes.post("/callbacks/secrets/replace")
    @require(Scope.SUBMIT)
    @declares(_SECRETS, refuses=(503,))
    def replace_callback_secret() -> Response:
        """Replace the secret that signs one's callbacks; the one before signs, too, for a day."""
        return _secret(schemas.CallbackSecrets(callbacks.replace_secret(current_owner())))

    return routes


def _secret(document: schemas.CallbackSecrets) -> Response:
    response = json_response(document)
    response.headers["Cache-Control"] = "no-store"
    return response
