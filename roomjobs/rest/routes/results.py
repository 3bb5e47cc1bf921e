"""The routes of what belongs to a job: its plan and its result."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, abort, request

from detection.exporters.gbxml import NoLengthError
from roomjobs import __version__
from roomjobs.plans.store import TooLargeError
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.access import require
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.responses import to_object
from roomjobs.rest.result_formats import BINARY, TYPE_OF, rendered
from roomjobs.rest.routes.lookup import find_job

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.plans.store import PlanStore
    from roomjobs.services import Stores

_SUFFIX_OF = {type_: suffix for suffix, type_ in TYPE_OF.items()}


def blueprint(stores: Stores) -> Blueprint:
    """Routes over the plans and results in `stores`."""
    routes = Blueprint("results", __name__)

    @routes.get("/jobs/<job_id>/plan")
    @require(Scope.READ)
    def get_plan(job_id: str) -> Response:
        """The plan of a job, from S3."""
        job = find_job(stores.table, job_id)
        if job.plan_at is None:
            abort(409, f"The job is {job.status}, and no worker has made a plan of its drawing yet.")
        return to_object(stores.plans.plan_url(job.plan_at))

    @routes.get("/jobs/<job_id>/result")
    @require(Scope.READ)
    def get_result(job_id: str) -> Response:
        """The result of a completed job as the client wants it: JSON from S3, or rendered here."""
        response = _given(stores.plans, find_job(stores.table, job_id), _accepted_suffix())
        response.vary.add("Accept")
        return response

    @routes.get("/jobs/<job_id>/result.<suffix>")
    @require(Scope.READ)
    def get_result_as(job_id: str, suffix: str) -> Response:
        """The same, where the address says the format."""
        if suffix not in TYPE_OF:
            abort(404, f"There is no such format; results come as {', '.join(TYPE_OF)}.")
        return _given(stores.plans, find_job(stores.table, job_id), suffix)

    return routes


def _given(store: PlanStore, job: Job, suffix: str) -> Response:
    if job.output_s3_key is None:
        reason = f" ({job.error_message})" if job.error_message else ""
        abort(409, f"The job is {job.status}{reason}: only a completed job has a result.")
    if suffix == "json":
        return to_object(store.result_url(job.output_s3_key))
    etag = hashlib.sha256(f"{job.output_s3_key}|{suffix}|{__version__}".encode()).hexdigest()[:32]
    is_known = request.if_none_match.contains_weak(etag)
    response = Response(status=304) if is_known else _rendered(store, job, suffix)
    if response.status_code != 422:
        response.set_etag(etag)
        response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def _rendered(store: PlanStore, job: Job, suffix: str) -> Response:
    try:
        body = rendered(store, job, suffix)
    except TooLargeError as error:
        return problem(
            "result-too-large",
            f"{error} Take the result as JSON, and write what you need from it by python -m detection.",
        )
    except NoLengthError as error:
        return problem("units-no-length", f"{error}.")
    charset = "" if suffix in BINARY else "; charset=utf-8"
    response = Response(body, content_type=f"{TYPE_OF[suffix]}{charset}")
    response.headers["Content-Disposition"] = _as_file(job, suffix)
    return response


def _accepted_suffix() -> str:
    """The available format that the client prefers."""
    if not request.accept_mimetypes:
        return "json"
    best = request.accept_mimetypes.best_match(list(TYPE_OF.values()))
    if best is None:
        abort(406, f"Results come as {', '.join(TYPE_OF.values())}.")
    return _SUFFIX_OF[best]


def _as_file(job: Job, suffix: str) -> str:
    """A header (RFC 6266) with a name that every file system takes, in full and for old readers in ASCII."""
    name = re.sub(r"[^\w ()-]+", "-", job.name or "").strip(" -")[:80]
    plain = re.sub(r"[^\w ()-]+", "-", name, flags=re.ASCII).strip(" -")
    full = f"; filename*=UTF-8''{quote(name)}.{suffix}" if name != plain else ""
    return f'attachment; filename="{plain or job.job_id}.{suffix}"{full}'
