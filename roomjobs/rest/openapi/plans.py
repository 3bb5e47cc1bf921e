"""The paths of plans that are no jobs yet."""

from __future__ import annotations

from typing import Any

from detection.importers import FORMATS
from roomjobs.plans.importing import FORMAT_OF
from roomjobs.rest.openapi.parts import header, json_content, problems, query, reference
from roomjobs.rest.schemas.jobs import JobAccepted
from roomjobs.rest.schemas.plans import Plan, PlanChecked, PlanImported

TYPES = (PlanChecked, PlanImported)


_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}}
_UNITS = {"type": "string", "minLength": 1, "maxLength": 200}


def paths() -> dict[str, Any]:
    return {
        "/plans:validate": {
            "post": {
                "operationId": "validatePlan",
                "summary": "Check a plan without submitting it",
                "requestBody": {
                    "required": True,
                    # Whatever comes is answered by 200: what is wrong with it is what was asked for.
                    "content": {
                        "application/json": {
                            "schema": {
                                "description": "A plan, or any other document",
                                "anyOf": [reference(Plan), {}],
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "All faults of the plan, or its summary.",
                        "content": json_content(PlanChecked),
                    },
                    **problems(408, 413, 415),
                },
            }
        },
        "/plans:import": {
            "post": {
                "operationId": "importPlan",
                "summary": "Import a plan from a drawing",
                "description": "Without layers, those whose names speak of walls are taken, or all.",
                "parameters": [
                    query("format", {"enum": list(FORMATS)}, "What the drawing is, if not its Content-Type"),
                    query("layers", _NAMES, "Take the walls of this layer; repeat it for several"),
                    query(
                        "units", _UNITS, "What one unit of length is, if the drawing does not say it rightly"
                    ),
                    query(
                        "scale", _UNITS, "1:100, or 350=4.2m where 350 units of the drawing are 4.2 metres"
                    ),
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        name: {"schema": {"type": "string", "format": "binary"}}
                        for name in (*FORMAT_OF, "application/octet-stream")
                    },
                },
                "responses": {
                    "200": {
                        "description": "The plan, and which layers there are.",
                        "content": json_content(PlanImported),
                    },
                    "202": {
                        "description": (
                            "It takes more time or memory than a request has: a worker reads it, as a job "
                            "whose plan is at /jobs/{job_id}/plan."
                        ),
                        "headers": {
                            "Location": header("string", "Address of the job"),
                            "Retry-After": header("integer", "Seconds after which to ask for the first time"),
                        },
                        "content": json_content(JobAccepted),
                    },
                    **problems(408, 413, 415, 422, 501, 503),
                },
            }
        },
    }
