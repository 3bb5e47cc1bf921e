"""The paths of plans that are no jobs yet."""

from __future__ import annotations

from typing import Any

from roomjobs.openapi.parts import json_content, problems
from roomjobs.schemas.plans import Plan, PlanChecked

TYPES = (PlanChecked,)


def paths() -> dict[str, Any]:
    return {
        "/plans:validate": {
            "post": {
                "operationId": "validatePlan",
                "summary": "Check a plan without submitting it",
                "requestBody": {"required": True, "content": json_content(Plan)},
                "responses": {
                    "200": {
                        "description": "Everything that is wrong with it, or what it holds.",
                        "content": json_content(PlanChecked),
                    },
                    **problems(413, 415),
                },
            }
        },
    }
