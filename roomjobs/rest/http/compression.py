"""gzip both ways: what comes in is inflated no further than the limit, what goes out is smaller."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wsgi import get_input_stream

if TYPE_CHECKING:
    from flask import Flask

_WORTH_IT = 1400  # bytes: what is smaller fits into one packet as it is
_LEVEL = 5
_PIECE = 2**16  # bytes
_MOST_MEMBERS = 1000  # of a gzip file; each takes some time, even if nothing is in it
_TEXT = ("application/json", "application/problem+json", "application/geo+json", "image/svg+xml", "text/")


def register(app: Flask) -> None:
    app.before_request(_inflate_request)
    app.after_request(_deflate_response)


def _inflate_request() -> None:
    """
    Put the inflated body in the place of the compressed one.

    MAX_CONTENT_LENGTH limits both; inflating stops one byte behind it, however much a bomb still holds.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower() or "identity"
    if encoding == "identity":
        return
    if encoding not in ("gzip", "x-gzip"):
        raise UnsupportedMediaType("Send the body as it is, or with Content-Encoding: gzip.")
    body = _inflated(request.stream.read(), request.max_content_length or sys.maxsize - 1)
    environ = {**request.environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    request.stream = get_input_stream(environ)


def _inflated(text: bytes, most: int) -> bytes:
    """
    The content of all members of a gzip file (RFC 1952, 2.2), of which some programs write several.

    Raises
    ------
    werkzeug.exceptions.BadRequest
        It is no gzip, is cut off, has something behind it, or very many members.
    werkzeug.exceptions.RequestEntityTooLarge
        There is more than `most` bytes in it.
    """
    body = bytearray()
    members = 0
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    for start in range(0, len(text), _PIECE):
        left = text[start : start + _PIECE]  # in pieces: each member copies what is left
        while left:
            if inflater.eof:
                inflater, members = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), members + 1
            try:
                body += inflater.decompress(left, most + 1 - len(body))
            except zlib.error as error:
                words = "The body is declared as gzip, but is none, or something follows it."
                raise BadRequest(words) from error
            if len(body) > most:
                raise RequestEntityTooLarge
            if members > _MOST_MEMBERS:
                raise BadRequest(f"The gzip body has more than {_MOST_MEMBERS} members; compress it as one.")
            left = inflater.unused_data
    if not inflater.eof:
        raise BadRequest("The gzip body is cut off.")
    return bytes(body)


def _deflate_response(response: Response) -> Response:
    """Compress what is large; a body with a strong ETag stays as it is, since the tag names its bytes."""
    if response.is_streamed or response.direct_passthrough or not (response.mimetype or "").startswith(_TEXT):
        return response
    if response.content_encoding or "ETag" in response.headers or response.status_code in (204, 304):
        return response
    body = response.get_data()
    if len(body) < _WORTH_IT:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(body, _LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
