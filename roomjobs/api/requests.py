"""What every request goes through: its name, and the headers of every response."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from flask import Response, abort, g, request

if TYPE_CHECKING:
    from flask import Flask

_REQUEST_ID = re.compile(r"[\w.:=-]{1,128}", re.ASCII)


def register(app: Flask) -> None:
    app.before_request(_name_request)
    app.after_request(_add_headers)


def require_json() -> None:
    """End a request whose body is not declared as JSON with 415."""
    if request.mimetype != "application/json":
        abort(415, "Send the plan as JSON, with the header Content-Type: application/json.")


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _add_headers(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
