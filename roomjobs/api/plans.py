"""The routes of plans that are no jobs yet."""

from __future__ import annotations

from flask import Blueprint, Response, request

from detection import InvalidPlanError
from detection.options import Limits
from detection.parse import parse_plan
from detection.summary import summarize
from roomjobs.api.access import require
from roomjobs.api.requests import require_json
from roomjobs.api.responses import json_response
from roomjobs.plan_text import decoded
from roomjobs.principals import Scope
from roomjobs.schemas import plans as schemas


def blueprint(*, max_walls: int) -> Blueprint:
    """Routes that take plans of up to `max_walls`, and store nothing."""
    routes = Blueprint("plans", __name__)

    @routes.post("/plans:validate")
    @require(Scope.SUBMIT)
    def validate_plan() -> Response:
        """Say everything that is wrong with a plan, or what it holds."""
        require_json()
        try:
            plan = parse_plan(decoded(request.get_data()), Limits(walls=max_walls))
        except InvalidPlanError as error:
            return json_response(schemas.refused(error.faults))
        return json_response(schemas.checked(summarize(plan)))

    return routes
