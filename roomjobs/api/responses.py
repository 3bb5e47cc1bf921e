"""Responses that several routes give."""

from __future__ import annotations

import msgspec
from flask import Response


def json_response(document: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, content_type="application/json")
