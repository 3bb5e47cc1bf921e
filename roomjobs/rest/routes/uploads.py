"""The route of uploads, for files that are too large for a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.plans.decoding import decoded
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, json
from roomjobs.rest.http.access import current_owner, require
from roomjobs.rest.http.requests import require_json
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.schemas import uploads as schemas

if TYPE_CHECKING:
    from roomjobs.plans.uploads import Uploads


def blueprint(uploads: Uploads, *, max_bytes: int) -> Blueprint:
    """The route that signs addresses for files of up to `max_bytes`."""
    routes = Blueprint("uploads", __name__)

    @routes.post("/uploads")
    @require(Scope.SUBMIT)
    @declares(
        answers(201, schemas.UploadOffered, "The address to PUT the file to, and its headers."),
        body=json(schemas.UploadWanted),
        refuses=(408, 413, 415, 422, 503),
    )
    def create_upload() -> Response:
        """Get an upload address for a file that is too large for a request."""
        require_json()
        wanted = schemas.wanted(decoded(request.get_data()), most_bytes=max_bytes)
        offer = uploads.offer(
            size=wanted.size, sha256=wanted.sha256, content_type=wanted.content_type, owner=current_owner()
        )
        response = json_response(schemas.offered(offer), 201)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
