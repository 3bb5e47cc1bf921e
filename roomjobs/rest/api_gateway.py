"""Adapts the REST API to API Gateway and Lambda: converts events and limits the size of answers."""

from __future__ import annotations

import json
from typing import Any

from roomjobs.rest.schemas.catalogue import KINDS
from roomjobs.rest.server.framing import given_twice

Event = dict[str, Any]

#: Bodies that go to API Gateway as they are; others are encoded, for those who ask for a binary type.
TEXT_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/geo+json",
    "image/svg+xml",
)

#: Bytes of an answer as JSON; Lambda takes no larger one, and API Gateway would answer 502 without a reason.
#: Source: AWS Lambda developer guide, "Lambda quotas", invocation payload.
LARGEST_ANSWER = 6_291_456
_MOST_ESCAPED = 6  # characters that JSON makes of one, as \u00e9


def fitting(answer: Event, event: Event) -> Event:
    """The answer, or if Lambda does not take it, a problem document that says so."""
    body = answer["body"]
    if len(body) * _MOST_ESCAPED < LARGEST_ANSWER or len(json.dumps(answer)) <= LARGEST_ANSWER:
        return answer
    detail = (
        f"The answer has {len(body)} bytes, more than Lambda hands out. "
        "Take the result as JSON, and write what you need from it by python -m detection."
    )
    return _problem("result-too-large", detail, event)


def refusal(event: Event) -> Event | None:
    """The answer to a request that gives a field twice that has one value; the app sees them joined."""
    given = event.get("multiValueHeaders") or {}
    twice = given_twice(name for name, values in given.items() for _ in values)
    return None if twice is None else _problem("bad-request", twice, event)


def _problem(code: str, detail: str, event: Event) -> Event:
    problem = {
        "type": f"/problems/{code}",
        "code": code,
        "title": KINDS[code].title,
        "status": KINDS[code].status,
        "detail": detail,
        "request_id": event["requestContext"]["requestId"],
    }
    return {
        "statusCode": KINDS[code].status,
        "multiValueHeaders": {"Content-Type": ["application/problem+json"]},
        "body": json.dumps(problem),
        "isBase64Encoded": False,
    }


def prepared(event: Event) -> Event:
    """
    Tell the app what holds behind API Gateway.

    It inflates bodies and compresses answers itself, and a body that came in chunks is whole here. What the
    app would compress had to be Base64, which it decodes for those alone whose `Accept` begins with a binary
    type. A request without an id keeps that of API Gateway, so that all logs have the same.
    """
    done_before = ["accept-encoding", "transfer-encoding"]
    if not event.get("isBase64Encoded"):
        done_before.append("content-encoding")
    given = event.get("multiValueHeaders") or {}
    headers = {name: values for name, values in given.items() if name.lower() not in done_before}
    if not any(name.lower() == "x-request-id" for name in headers):
        headers["X-Request-Id"] = [event["requestContext"]["requestId"]]
    return {**event, "multiValueHeaders": headers}
