"""The routes of plans that are no jobs yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, abort, request

from detection import InvalidPlanError, importers
from detection.options import Limits
from detection.plan.parse import parse_plan
from detection.plan.summary import summarize
from roomjobs.plans import importing
from roomjobs.plans.bounded_import import BusyError, Question, TooMuchWorkError
from roomjobs.plans.decoding import decoded
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import JSON, Content, answers, declares, query, reference
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import current_owner, require
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.requests import require_json
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.parameters import FIRST_POLL, JOB_ADDRESS
from roomjobs.rest.routes.accepted import job_accepted
from roomjobs.rest.schemas import plans as schemas
from roomjobs.rest.schemas.jobs import JobAccepted

if TYPE_CHECKING:
    from roomjobs.jobs.submission import Submission
    from roomjobs.plans.bounded_import import BoundedImport
    from roomjobs.plans.uploads import Uploads

_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_READING = (
    query("format", {"enum": list(importers.FORMATS)}, "What the drawing is, if not its Content-Type"),
    query("layers", _NAMES, "Take the walls of this layer; repeat it for several"),
    query("units", _TEXT, "What one unit of length is, if the drawing does not say it rightly"),
    query("scale", _TEXT, "1:100, or 350=4.2m where 350 units of the drawing are 4.2 metres"),
    query(
        "page",
        {"type": "integer", "minimum": 1, "maximum": importing.MOST_PAGES},
        "Of a PDF; without it, the page with most lines",
    ),
)
_DRAWING = Content(
    {
        type_: {"type": "string", "format": "binary"}
        for type_ in (*importing.FORMAT_OF, "application/octet-stream")
    }
)
# Whatever comes is answered by 200: what is wrong with it is what was asked for.
_ANYTHING = Content(
    {JSON: {"description": "A plan, or any other document", "anyOf": [reference(schemas.Plan), {}]}}
)
_MOST_VISITS = 400_000  # entities of a drawing, each as often as it is repeated: some seconds of work


def blueprint(
    imports: BoundedImport, uploads: Uploads, submission: Submission, *, max_walls: int, max_bytes: int
) -> Blueprint:
    """
    Routes that take plans of up to `max_walls` and drawings of up to `max_bytes`.

    They store nothing, unless a drawing is too much work for a request.
    """
    routes = Blueprint("plans", __name__)

    @routes.post("/plans:validate")
    @require(Scope.SUBMIT)
    @declares(
        answers(200, schemas.PlanChecked, "All faults of the plan, or its summary."),
        body=_ANYTHING,
        refuses=(408, 413, 415),
    )
    def validate_plan() -> Response:
        """Check a plan without submitting it."""
        require_json()
        try:
            plan = parse_plan(decoded(request.get_data()), Limits(walls=max_walls))
        except InvalidPlanError as error:
            return json_response(schemas.refused(error.faults))
        return json_response(schemas.checked(summarize(plan), plan.findings))

    @routes.post("/plans:import")
    @require(Scope.SUBMIT)
    @declares(
        answers(200, schemas.PlanImported, "The plan, and which layers there are."),
        answers(
            202,
            JobAccepted,
            "It takes more time or memory than a request has: a worker reads it, as a job whose plan is at "
            "/jobs/{job_id}/plan.",
            Location=JOB_ADDRESS,
            Retry_After=FIRST_POLL,
        ),
        takes=_READING,
        body=_DRAWING,
        refuses=(408, 413, 415, 422, 501, 503),
    )
    def import_plan() -> Response:
        """
        Import a plan from a drawing.

        Without layers, those whose names speak of walls are taken, or all.
        """
        chosen = queries.choice(request.args, "format", importers.FORMATS)
        format_ = chosen or importing.FORMAT_OF.get(request.mimetype)
        if format_ is None:
            abort(
                415,
                f"Say what the drawing is: ?format= one of {', '.join(importers.FORMATS)}, "
                f"or a Content-Type of {', '.join(importing.FORMAT_OF)}.",
            )
        question = Question(
            format=format_,
            layers=request.args.getlist("layers") or None,
            units=queries.text(request.args, "units", at_most=200),
            scale=queries.text(request.args, "scale", at_most=200),
            page=_page(),
            most_bytes=max_bytes,
            most_walls=max_walls,
            most_visits=_MOST_VISITS,
        )
        try:
            imported = imports.read(question, request.get_data())
        except TooMuchWorkError:
            return hand_over(question, request.get_data())
        except BusyError:
            response = problem("unavailable", "Other drawings are being read; send it again.")
            response.headers["Retry-After"] = "2"
            return response
        return Response(imported, content_type="application/json")

    def hand_over(question: Question, data: bytes) -> Response:
        """Have a worker read a drawing that takes more time or memory than a request has, as a job."""
        upload_id = uploads.put(data, content_type="application/octet-stream", owner=current_owner())
        options = {
            "format": question.format,
            "layers": question.layers,
            "units": question.units,
            "scale": question.scale,
            "page": question.page,
        }
        drawing = {name: value for name, value in options.items() if value is not None}
        body = msgspec.json.encode({"upload_id": upload_id, "drawing": drawing})
        return job_accepted(submission.submit(body, owner=current_owner()))

    return routes


def _page() -> int | None:
    """The page of a PDF, from 1; None without one."""
    if "page" not in request.args:
        return None
    return queries.whole(request.args, "page", default=1, least=1, most=importing.MOST_PAGES)
