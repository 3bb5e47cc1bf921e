"""The routes of what belongs to a job: its plan and its result."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, abort, request

from detection.faults import NoLengthError
from roomjobs import __version__
from roomjobs.plans.store import TooLargeError
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import JSON, Content, answers, declares
from roomjobs.rest.http.access import require
from roomjobs.rest.http.etags import is_known
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.responses import to_object
from roomjobs.rest.parameters import IF_MATCH, IF_NONE_MATCH, IN_S3, TO_S3
from roomjobs.rest.result_formats import BINARY, TYPE_OF, rendered
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas.results import Result

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore

_FORMATS: dict[str, type | dict[str, str]] = {
    type_: {"type": "object" if type_.endswith("json") else "string"} for type_ in TYPE_OF.values()
}
_RESULT = (
    answers(
        200,
        Content({**_FORMATS, JSON: Result}),  # JSON: of the object that 307 leads to
        "The rooms, with the walls of their plan in SVG, DXF and PDF.",
        ETag=("string", "Changes with the result"),
        Content_Disposition=("string", "Name of a file to keep it in"),
    ),
    answers(304, None, "The result has not changed since that ETag."),
    answers(307, None, TO_S3, Location=IN_S3),
)
_SUFFIX_OF = {type_: suffix for suffix, type_ in TYPE_OF.items()}


def blueprint(jobs: JobTable, plans: PlanStore) -> Blueprint:
    """Routes over the plans and results in `plans` of the jobs in a table."""
    routes = Blueprint("results", __name__)

    @routes.get("/jobs/<job_id>/plan")
    @require(Scope.READ)
    @declares(answers(307, None, TO_S3, Location=IN_S3), refuses=(404, 409, 503))
    def get_plan(job_id: str) -> Response:
        """The plan of a job, from S3."""
        job = find_job(jobs, job_id)
        if job.plan_at is None:
            abort(409, f"The job is {job.status}, and no worker has made a plan of its drawing yet.")
        return to_object(plans.plan_url(job.plan_at))

    @routes.get("/jobs/<job_id>/result")
    @require(Scope.READ)
    @declares(*_RESULT, takes=(IF_MATCH, IF_NONE_MATCH), refuses=(404, 406, 409, 412, 422, 503))
    def get_result(job_id: str) -> Response:
        """The result of a completed job: JSON from S3, or as Accept asks."""
        response = _given(plans, find_job(jobs, job_id), _accepted_suffix())
        response.vary.add("Accept")
        return response

    @routes.get("/jobs/<job_id>/result.<suffix>")
    @require(Scope.READ)
    @declares(*_RESULT, takes=(IF_MATCH, IF_NONE_MATCH), refuses=(404, 409, 412, 422, 503))
    def get_result_as(job_id: str, suffix: str) -> Response:
        """The result in the format that the suffix names."""
        if suffix not in TYPE_OF:
            abort(404, f"There is no such format; results come as {', '.join(TYPE_OF)}.")
        return _given(plans, find_job(jobs, job_id), suffix)

    return routes


def _given(store: PlanStore, job: Job, suffix: str) -> Response:
    if job.output_s3_key is None:
        reason = f" ({job.error_message})" if job.error_message else ""
        abort(409, f"The job is {job.status}{reason}: only a completed job has a result.")
    if suffix == "json":
        return to_object(store.result_url(job.output_s3_key))
    etag = hashlib.sha256(f"{job.output_s3_key}|{suffix}|{__version__}".encode()).hexdigest()[:32]
    response = Response(status=304) if is_known(etag) else _rendered(store, job, suffix)
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
    named = re.sub(r"\.(geojson|json|dxf|dwg|svg|ifc|pdf|gpkg|zip)$", "", job.name or "", flags=re.IGNORECASE)
    name = re.sub(r"[^\w ()-]+", "-", named).strip(" -")[:80]
    plain = re.sub(r"[^\w ()-]+", "-", name, flags=re.ASCII).strip(" -")
    full = f"; filename*=UTF-8''{quote(name)}.{suffix}" if name != plain else ""
    return f'attachment; filename="{plain or job.job_id}.{suffix}"{full}'
