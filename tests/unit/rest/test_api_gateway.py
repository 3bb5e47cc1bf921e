"""Answers of the API that are too large for Lambda."""

from __future__ import annotations

import json
from typing import Any

from roomjobs.rest.api_gateway import LARGEST_ANSWER, fitting, prepared, refusal

EVENT = {"requestContext": {"requestId": "r-1"}}


def answer(body: str) -> dict[str, Any]:
    headers = {"Content-Type": ["image/svg+xml; charset=utf-8"], "ETag": ['"x"']}
    return {"statusCode": 200, "multiValueHeaders": headers, "body": body, "isBase64Encoded": False}


def test_an_answer_that_fits_is_left_alone() -> None:
    for body in ("<svg/>", "x" * (LARGEST_ANSWER - 1000)):
        assert fitting(answer(body), EVENT) == answer(body)


def test_what_counts_is_the_answer_as_json() -> None:
    drawing = '"' * (
        LARGEST_ANSWER * 2 // 3
    )  # fits as it is, but JSON writes each of these as two characters
    given = fitting(answer(drawing), EVENT)
    problem = json.loads(given["body"])
    assert given["statusCode"] == problem["status"] == 422
    assert given["multiValueHeaders"] == {"Content-Type": ["application/problem+json"]}
    assert str(len(drawing)) in problem["detail"]
    assert "as JSON" in problem["detail"]
    assert problem["request_id"] == "r-1"
    assert len(json.dumps(given)) < 1000


def test_a_body_that_came_in_chunks_is_whole_in_lambda() -> None:
    headers = {"Transfer-Encoding": ["chunked"], "Content-Type": ["application/json"]}
    ready = prepared({**EVENT, "multiValueHeaders": headers, "body": "{}"})
    assert ready["multiValueHeaders"].keys() == {"Content-Type", "X-Request-Id"}


def test_a_field_of_one_value_is_not_joined_in_lambda() -> None:
    once = {**EVENT, "multiValueHeaders": {"idempotency-key": ["a"], "Accept": ["text/html", "*/*"]}}
    assert refusal(once) is None
    given = refusal({**EVENT, "multiValueHeaders": {"idempotency-key": ["a", "b"]}})
    assert given is not None
    problem = json.loads(given["body"])
    assert (given["statusCode"], problem["code"]) == (400, "bad-request")
    assert "Idempotency-Key" in problem["detail"]
