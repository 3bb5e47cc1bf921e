"""
The OpenAPI 3.1 document, made from the structs of `schemas`.

`python -m roomjobs.openapi` prints it; the page's client is made from the copy in `docs/openapi.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec

from roomjobs import __version__
from roomjobs.schemas import DeadLetterOut, DeadLetters, JobAccepted, JobState, Plan, Problem, Redriven

_TYPES = (Plan, JobAccepted, JobState, DeadLetters, DeadLetterOut, Redriven, Problem)
_JOB_ID = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^job_[0-9a-f]{32}$"},
}


def document() -> dict[str, Any]:
    """The whole document, JSON-ready."""
    _, components = msgspec.json.schema_components(_TYPES, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Room Jobs",
            "version": __version__,
            "description": "Finds the rooms of a floor plan given as wall segments.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": _paths(),
        "components": {"schemas": components},
    }


def _paths() -> dict[str, Any]:
    return {
        "/jobs": {
            "post": {
                "operationId": "createJob",
                "summary": "Submit a plan",
                "parameters": [
                    {
                        "name": "Cache-Control",
                        "in": "header",
                        "description": "no-cache: work on the plan even if an equal one has been worked on",
                        "schema": {"type": "string"},
                    }
                ],
                "requestBody": {"required": True, "content": _json(Plan)},
                "responses": {
                    "202": {
                        "description": "The plan was taken in.",
                        "headers": {
                            "Location": _header("string", "Address of the job"),
                            "Retry-After": _header(
                                "integer", "Seconds after which to ask for the first time"
                            ),
                        },
                        "content": _json(JobAccepted),
                    },
                    **_problems(413, 415, 422, 503),
                },
            }
        },
        "/jobs/{job_id}": {
            "get": {
                "operationId": "getJob",
                "summary": "Where a job stands",
                "parameters": [
                    _JOB_ID,
                    {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "The state of the job.",
                        "headers": {"ETag": _header("string", "Changes with the state")},
                        "content": _json(JobState),
                    },
                    "304": {"description": "The state has not changed since that ETag."},
                    **_problems(404, 503),
                },
            }
        },
        "/jobs/{job_id}/plan": {
            "get": {
                "operationId": "getPlan",
                "summary": "The plan of a job, from S3",
                "parameters": [_JOB_ID],
                "responses": {"307": _redirect(), **_problems(404, 503)},
            }
        },
        "/jobs/{job_id}/result": {
            "get": {
                "operationId": "getResult",
                "summary": "The result of a completed job, from S3",
                "parameters": [_JOB_ID],
                "responses": {"307": _redirect(), **_problems(404, 409, 503)},
            }
        },
        "/jobs/{job_id}/cancel": {"post": _change("cancelJob", "End a job that waits or is in work")},
        "/jobs/{job_id}/retry": {"post": _change("retryJob", "Let a failed job be worked on again")},
        **_fleet_paths(),
        "/healthz": {"get": _probe("healthz", "Whether the process answers")},
        "/readyz": {"get": _probe("readyz", "Whether the stores answer, too", 503)},
    }


def _fleet_paths() -> dict[str, Any]:
    letter = {"name": "message_id", "in": "path", "required": True, "schema": {"type": "string"}}
    fingerprint = {"name": "fingerprint", "in": "query", "schema": {"type": "string"}}
    redriven = {"200": {"description": "The letters dealt with.", "content": _json(Redriven)}}
    return {
        "/fleet/dead-letters": {
            "get": {
                "operationId": "listDeadLetters",
                "summary": "The tasks that the queue gave up on",
                "responses": {
                    "200": {"description": "Oldest first.", "content": _json(DeadLetters)},
                    **_problems(503),
                },
            }
        },
        "/fleet/dead-letters/redrive": {
            "post": {
                "operationId": "redriveDeadLetters",
                "summary": "Retry the jobs of all dead letters, or of those with one fingerprint",
                "parameters": [fingerprint],
                "responses": {**redriven, **_problems(503)},
            }
        },
        "/fleet/dead-letters/{message_id}": {
            "parameters": [letter],
            "get": {
                "operationId": "getDeadLetter",
                "summary": "One dead letter",
                "responses": {
                    "200": {"description": "The letter.", "content": _json(DeadLetterOut)},
                    **_problems(404, 503),
                },
            },
            "delete": {
                "operationId": "deleteDeadLetter",
                "summary": "Delete a dead letter for good; its job stays failed",
                "responses": {"204": {"description": "Deleted."}, **_problems(404, 503)},
            },
        },
        "/fleet/dead-letters/{message_id}/redrive": {
            "post": {
                "operationId": "redriveDeadLetter",
                "summary": "Retry the job of one dead letter",
                "parameters": [letter],
                "responses": {**redriven, **_problems(404, 503)},
            }
        },
    }


_REASONS = {
    404: "There is no such thing.",
    409: "The state of the job does not allow it.",
    413: "The plan is larger than the service takes.",
    415: "The plan was not sent as JSON.",
    422: "The plan has faults; errors lists them all.",
    503: "A store or the queue is out of reach; try again.",
}


def _problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _reference(Problem)}}
    return {str(status): {"description": _REASONS[status], "content": content} for status in statuses}


def _change(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_JOB_ID],
        "responses": {
            "200": {"description": "The state of the job now.", "content": _json(JobState)},
            **_problems(404, 409, 503),
        },
    }


def _probe(name: str, summary: str, *problems: int) -> dict[str, Any]:
    ok = {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string"}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Yes.", "content": {"application/json": {"schema": ok}}},
            **_problems(*problems),
        },
    }


def _redirect() -> dict[str, Any]:
    return {
        "description": "To an address that is good for a while.",
        "headers": {"Location": _header("string", "Presigned address in S3")},
    }


def _header(kind: str, description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


def _json(type_: type) -> dict[str, Any]:
    return {"application/json": {"schema": _reference(type_)}}


def _reference(type_: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{type_.__name__}"}


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    sys.stdout.write("\n")
