"""Serves the built page from the API, for the laptop; in the cloud CloudFront and S3 do."""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from roomjobs.rest.http.access import public

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# Plans and results come from S3, at the origins of two buckets. Emotion, which styles the page, adds <style>
# elements.
_POLICY = (
    "default-src 'self'; connect-src 'self' {documents}; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
_SHARED_PATH = re.compile("/jobs(/[^/]+)?|/batches/[^/]+")
_FOREVER = 365 * 24 * 3600
_TEXT = frozenset({".css", ".html", ".js", ".json", ".svg"})
_MOST_PACKED = 256  # files; a built page has about a hundred


def blueprint(folder: Path, documents: Callable[[], Collection[str]]) -> Blueprint:
    """Routes of the page that was built into `folder`, which reads from the origins of `documents`."""
    routes = Blueprint("page", __name__)

    @cache
    def policy() -> str:
        return _POLICY.format(documents=" ".join(sorted(documents())))

    def _guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy()
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @routes.get("/")
    @routes.get("/operations")
    @routes.get("/editor")
    @routes.get("/compare")
    @public
    def index() -> Response:
        response = _guard(_sent(folder, "index.html", max_age=0))
        response.vary.add("Accept")
        return response

    @routes.before_app_request
    def show_state() -> Response | None:
        """
        The address of a job or batch shows the page to people, and its state to programs.

        What is not there is told to people by the page, too.
        """
        is_missing = isinstance(request.routing_exception, NotFound)
        if request.method not in ("GET", "HEAD") or not (is_missing or _SHARED_PATH.fullmatch(request.path)):
            return None
        if not _is_asked_for_by_a_person():
            return None
        response = index()
        if is_missing and response.status_code == HTTPStatus.OK:  # not when the browser has it already
            response.status_code = HTTPStatus.NOT_FOUND
        return response

    @routes.get("/assets/<path:name>")
    @public
    def asset(name: str) -> Response:  # names hold a hash of the content
        response = _sent(folder / "assets", name, max_age=_FOREVER)
        response.cache_control.immutable = True
        return _guard(response)

    return routes


def _sent(folder: Path, name: str, max_age: int) -> Response:
    """A file of the page, compressed for those who take it, as CloudFront does; see `send_from_directory`."""
    response = send_from_directory(folder, name, max_age=max_age)
    path = Path(safe_join(str(folder), name) or "")
    if path.suffix not in _TEXT:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != HTTPStatus.OK or not request.accept_encodings["gzip"]:
        return response
    body = _packed(path, path.stat().st_mtime_ns)
    response.close()  # the file itself
    response.direct_passthrough = False
    response.set_data(body)
    response.content_encoding = "gzip"
    response.headers.pop("Accept-Ranges", None)
    response.set_etag(f"{response.get_etag()[0]}-gzip")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=_MOST_PACKED)
def _packed(path: Path, _changed_at: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


def _is_asked_for_by_a_person() -> bool:
    """Whether a browser visits, or a program wants HTML alone; HttpURLConnection of Java takes anything."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return False
    accept = request.headers["Accept"]
    is_visit = request.headers.get("Sec-Fetch-Mode") == "navigate" or "application/xhtml+xml" in accept
    return is_visit or "*" not in accept
