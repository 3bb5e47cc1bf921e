"""Checks a request before its body is read, and answers when the server refuses a body."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from roomjobs.rest.server.messages import ASKS_FIRST, PRINCIPAL, REFUSAL

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Goes behind all that may refuse a request by its head, and before all that reads its body."""

    @app.before_request
    def admit() -> Response | None:
        if (refusal := request.environ.get(REFUSAL)) is not None:
            raise refusal
        if ASKS_FIRST not in request.environ:
            return None
        request.environ[PRINCIPAL] = g.get("principal")
        if request.routing_exception is not None:
            raise request.routing_exception
        if (request.content_length or 0) > (request.max_content_length or float("inf")):
            raise RequestEntityTooLarge
        return Response(status=HTTPStatus.CONTINUE)
