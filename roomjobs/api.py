"""The REST API: thin routes over the services that tasks use too."""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from flask import Blueprint, Flask, Response, abort, current_app, g, redirect, request

from roomjobs import fleet_api, page, problems, schemas, services, tasks
from roomjobs.config import Settings
from roomjobs.dead_letters import DeadLetterDesk
from roomjobs.responses import json_response
from roomjobs.submission import Submission

if TYPE_CHECKING:
    from roomjobs.jobs import Job

_JOB_ID = re.compile(r"job_[0-9a-f]{32}")
_REQUEST_ID = re.compile(r"[\w.:=-]{1,128}", re.ASCII)


class Api(Flask):
    """The app together with what its routes need."""

    stores: services.Stores
    submission: Submission
    presign_seconds: int


def create_app(settings: Settings | None = None) -> Api:
    """
    Build the app; without `settings` from the environment.

    Raises
    ------
    roomjobs.config.ConfigurationError
        The environment is not complete.
    """
    settings = settings or Settings.from_environment(os.environ)
    celery = tasks.create_celery(settings)
    app = Api(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.stores = services.connect(settings)
    app.submission = Submission(
        table=app.stores.table,
        store=app.stores.plans,
        cache=app.stores.cache,
        send_task=lambda job: tasks.send(celery, job),
        max_walls=settings.max_walls,
        attempt_limit=settings.max_attempts,
        retention_days=settings.retention_days,
    )
    app.presign_seconds = settings.presign_seconds
    app.before_request(_name_request)
    app.after_request(_add_headers)
    problems.register(app)
    app.register_blueprint(jobs_api)
    if settings.operator_routes:
        desk = DeadLetterDesk(app.stores.dead_letters, app.stores.table)
        app.register_blueprint(fleet_api.blueprint(desk, app.submission.retry))
    if settings.page_dir:
        app.register_blueprint(page.blueprint(Path(settings.page_dir)))
    return app


jobs_api = Blueprint("jobs", __name__)


@jobs_api.post("/jobs")
def create_job() -> Response:
    """Accept a plan; with `Cache-Control: no-cache` it is worked on even if an equal one has been."""
    if request.mimetype != "application/json":
        abort(415, "Send the plan as JSON, with the header Content-Type: application/json.")
    job = _api().submission.submit(request.get_data(), fresh=bool(request.cache_control.no_cache))
    response = json_response(schemas.accepted(job), 202)
    response.headers["Location"] = f"/jobs/{job.job_id}"
    response.headers["Retry-After"] = "1"
    return response


@jobs_api.get("/jobs/<job_id>")
def get_job(job_id: str) -> Response:
    """Where a job stands; a client that knows the ETag gets 304 while nothing changes."""
    job = _job(job_id)
    etag = _etag(job)
    response = Response(status=304) if etag in request.if_none_match else _state(job)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")  # browsers get the page at this address
    if not job.is_final:
        response.headers["Retry-After"] = "1"
    return response


@jobs_api.get("/jobs/<job_id>/plan")
def get_plan(job_id: str) -> Response:
    """The plan of a job, from S3."""
    return _to_object(_api().stores.plans.plan_url(_job(job_id).input_s3_key))


@jobs_api.get("/jobs/<job_id>/result")
def get_result(job_id: str) -> Response:
    """The result of a completed job, from S3."""
    job = _job(job_id)
    if job.output_s3_key is None:
        reason = f" ({job.error_message})" if job.error_message else ""
        abort(409, f"The job is {job.status}{reason}: only a completed job has a result.")
    return _to_object(_api().stores.plans.result_url(job.output_s3_key))


@jobs_api.post("/jobs/<job_id>/cancel")
def cancel_job(job_id: str) -> Response:
    """End a job that waits or is in work; once cancelled, it stays so, however often this is asked."""
    return _state(_api().stores.table.cancel(_job(job_id).job_id))


@jobs_api.post("/jobs/<job_id>/retry")
def retry_job(job_id: str) -> Response:
    """Let a failed job be worked on again."""
    return _state(_api().submission.retry(_job(job_id).job_id))


@jobs_api.get("/healthz")
def healthz() -> Response:
    """Whether this process answers."""
    return json_response({"status": "ok"})


@jobs_api.get("/readyz")
def readyz() -> Response:
    """Whether the stores answer, too; 503 when not."""
    _api().stores.table.get("job_" + "0" * 32)
    _api().stores.plans.check()
    return json_response({"status": "ready"})


def _api() -> Api:
    if not isinstance(current_app, Api):  # a proxy, whose class is the class of the app
        raise TypeError
    return current_app


def _job(job_id: str) -> Job:
    job = _api().stores.table.get(job_id) if _JOB_ID.fullmatch(job_id) else None
    return job or _no_such_job(job_id)


def _no_such_job(job_id: str) -> NoReturn:
    abort(404, f"There is no job {job_id[:40]}. Jobs are forgotten some weeks after they were submitted.")


def _state(job: Job) -> Response:
    return json_response(schemas.state(job, _api().stores.plans.result_url))


def _etag(job: Job) -> str:
    """Changes with all that the state shows; with presigned addresses in time, not at every request."""
    seen = f"{job.job_id}|{job.status}|{job.attempt}|{job.updated_at}|{job.output_s3_key}"
    if job.output_s3_key is not None:  # nobody shall keep an address that is good no more
        seen += f"|{int(time.time() // (_api().presign_seconds / 2))}"
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def _to_object(url: str) -> Response:
    response = redirect(url, 307)
    response.headers["Cache-Control"] = "no-store"  # the address is good for a while only
    return Response(response.response, 307, response.headers)


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _add_headers(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
