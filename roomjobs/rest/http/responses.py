"""Responses that several routes give."""

from __future__ import annotations

import msgspec
from flask import Response, redirect


def json_response(document: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, content_type="application/json")


def to_object(url: str) -> Response:
    """Send the client on to an object in S3."""
    response = redirect(url, 307)
    response.headers["Cache-Control"] = "no-store"  # the address is good for a while only
    return Response(response.response, 307, response.headers)
