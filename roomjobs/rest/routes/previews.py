"""The route of previews: the rooms of a plan that somebody draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from detection.importers import MissingLibraryError
from roomjobs.plans.bounded_import import BusyError, TooMuchWorkError
from roomjobs.plans.decoding import decoded
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, json
from roomjobs.rest.http.access import require
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.requests import require_json
from roomjobs.rest.schemas.plans import Plan
from roomjobs.rest.schemas.results import Result

if TYPE_CHECKING:
    from roomjobs.plans.preview import Preview

_TOO_LARGE = (
    "Finding the rooms of this plan takes longer than a preview may. Submit it (POST /jobs): a worker has "
    "the time."
)
_NO_DETECTOR = (
    "This installation finds rooms in workers only, not while a request waits. Submit the plan (POST /jobs)."
)


def blueprint(previews: Preview) -> Blueprint:
    """The route that finds rooms while the request waits."""
    routes = Blueprint("previews", __name__)

    @routes.post("/plans:preview")
    @require(Scope.SUBMIT)
    @declares(
        answers(200, Result, "The rooms."),
        body=json(Plan),
        refuses=(408, 413, 415, 422, 501, 503),
    )
    def preview_plan() -> Response:
        """
        Find the rooms of a small plan at once.

        For a page on which somebody draws: the same result as that of a job, for plans of up to 1,000
        walls, and nothing is stored. Not offered (501) where the API runs without the detector.
        """
        require_json()
        try:
            result = previews.result(decoded(request.get_data()))
        except TooMuchWorkError:
            return problem("content-too-large", _TOO_LARGE)
        except MissingLibraryError:
            return problem("not-offered", _NO_DETECTOR)
        except BusyError:
            response = problem("unavailable", "Other previews are being made; send it again.")
            response.headers["Retry-After"] = "1"
            return response
        return Response(result, content_type="application/json")

    return routes
