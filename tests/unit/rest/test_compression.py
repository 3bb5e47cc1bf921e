"""Which answers are compressed."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response

from roomjobs.rest.http import compression

LARGE = b'{"walls": []}' * 10_000


@pytest.fixture
def app() -> Flask:
    app = Flask("test")
    compression.register(app)

    @app.get("/plain")
    def plain() -> Response:
        return Response(LARGE, mimetype="application/json")

    @app.get("/tagged")
    def tagged() -> Response:
        response = plain()
        response.set_etag("abc")
        return response

    return app


def test_a_large_answer_is_compressed_for_who_can_read_it(app: Flask) -> None:
    client = app.test_client()
    packed = client.get("/plain", headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", LARGE)
    as_it_is = client.get("/plain")
    assert as_it_is.data == LARGE
    assert packed.headers["Vary"] == as_it_is.headers["Vary"] == "Accept-Encoding"


def test_a_strong_etag_names_the_bytes_that_come(app: Flask) -> None:
    response = app.test_client().get("/tagged", headers={"Accept-Encoding": "gzip"})
    assert response.headers["ETag"] == '"abc"'
    assert response.data == LARGE
    assert "Content-Encoding" not in response.headers
