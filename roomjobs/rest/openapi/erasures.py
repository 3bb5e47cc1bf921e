"""The paths that delete for good."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import BATCH_ID, JOB_ID, json_content, problems
from roomjobs.rest.schemas.erasures import Erased

TYPES = (Erased,)

_OWNER = {
    "name": "owner",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_NOT_YET = {
    "description": "Some of it is deleted; repeat the request to continue.",
    "content": json_content(Erased),
}


def paths() -> dict[str, Any]:
    gone = {"description": "It is deleted with its documents."}
    return {
        "/jobs/{job_id}": {
            "delete": {
                "operationId": "deleteJob",
                "summary": "Cancel a job and delete it with its plan and results",
                "parameters": [JOB_ID],
                "responses": {"204": gone, **problems(404, 409, 503)},
            }
        },
        "/batches/{batch_id}": {
            "delete": {
                "operationId": "deleteBatch",
                "summary": "Cancel a batch and delete it with its jobs, plans and archive, some at a time",
                "parameters": [BATCH_ID],
                "responses": {"202": _NOT_YET, "204": gone, **problems(404, 503)},
            }
        },
        "/owners/{owner}": {
            "delete": {
                "operationId": "deleteOwner",
                "summary": "Delete all jobs, batches and uploads of an owner, some at a time",
                "parameters": [_OWNER],
                "responses": {
                    "200": {"description": "Nothing is left.", "content": json_content(Erased)},
                    "202": _NOT_YET,
                    **problems(404, 503),
                },
            }
        },
    }
