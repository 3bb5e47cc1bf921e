"""What the paths of the OpenAPI document have in common."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.http.queries import DEFAULT_LIMIT, MOST_OF_A_PAGE
from roomjobs.rest.schemas.problems import Problem

JOB_ID = {
    "name": "job_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^job_[0-9a-f]{32}$"},
}

BATCH_ID = {
    "name": "batch_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^batch_[0-9a-f]{32}$"},
}

TWO_ROOMS = {  # 4 × 3 and 2 × 3 metres
    "name": "Flat 7",
    "units": "m",
    "walls": [
        {"type": "polyline", "points": [[0, 0], [6, 0], [6, 3], [0, 3]], "closed": True},
        {"type": "line", "start": [4, 0], "end": [4, 3], "is_load_bearing": True},
    ],
    "labels": [{"text": "Kitchen", "point": [5, 1.5]}],
}

_REASONS = {
    400: "A parameter, a header or the encoding is wrong; detail says which, and what it may be.",
    401: "The token is missing or not valid.",
    403: "The token is valid, but lacks the required scope.",
    404: "It does not exist, or belongs to another owner.",
    406: "No format that the client accepts is available; detail lists the formats.",
    409: "The current state does not allow it; detail gives the reason.",
    408: "The body came too slowly; upload a large file instead.",
    413: "The body exceeds the limit; upload larger plans.",
    415: "The plan was not sent as JSON.",
    422: "The body has faults; errors lists them all.",
    429: "Too many requests in this minute.",
    501: "This deployment does not offer it; detail says what to do instead.",
    504: "The worker did not answer in time; the command may come through yet.",
    503: "A store or the queue is unreachable; try again.",
}


def problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": reference(Problem)}}
    return {str(status): {"description": _REASONS[status], "content": content} for status in statuses}


def header(kind: str, description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


def query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def request_header(name: str, description: str, **schema: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string", **schema}}


def json_content(type_: type) -> dict[str, Any]:
    return {"application/json": {"schema": reference(type_)}}


def reference(type_: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{type_.__name__}"}


def redirect() -> dict[str, Any]:
    return {
        "description": "Redirect to a presigned address.",
        "headers": {"Location": header("string", "Presigned address in S3")},
    }


PAGE = [
    query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST_OF_A_PAGE, "default": DEFAULT_LIMIT},
        "largest number of items in the page",
    ),
    query("cursor", {"type": "string", "minLength": 1}, "next_cursor of the page before, same filters"),
]

KEY = request_header(
    "Idempotency-Key",
    "a name for this request: repeated within a day, it is carried out once and answered alike",
    pattern='^"?[!-~]{1,255}"?$',
)
