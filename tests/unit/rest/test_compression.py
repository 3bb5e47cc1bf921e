"""Which answers are compressed, and which compressed bodies are taken."""

from __future__ import annotations

import gzip
import random

import pytest
from flask import Flask, Response, request

from roomjobs.rest.http import compression

LARGE = b'{"walls": []}' * 10_000


@pytest.fixture
def app() -> Flask:
    app = Flask("test")
    compression.register(app)
    app.config["MAX_CONTENT_LENGTH"] = len(LARGE)

    @app.get("/plain")
    def plain() -> Response:
        return Response(LARGE, mimetype="application/json")

    @app.post("/echo")
    def echo() -> bytes:
        return request.get_data()

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


def sent(app: Flask, body: bytes, encoding: str = "gzip") -> tuple[int, bytes]:
    response = app.test_client().post("/echo", data=body, headers={"Content-Encoding": encoding})
    return response.status_code, response.data


NOISE = random.Random(1).randbytes(100_000)  # does not fit into one piece when compressed


@pytest.mark.parametrize(
    "parts",
    [[LARGE], [LARGE[:10], LARGE[10:]], [b"", LARGE, b""], [NOISE], [NOISE[:70_000], NOISE[70_000:]]],
    ids=["one", "two", "empty", "pieces", "two in pieces"],
)
def test_all_members_of_a_gzip_body_are_read(app: Flask, parts: list[bytes]) -> None:
    """As bgzip, pigz -i, and cat of two files write it."""
    packed = b"".join(map(gzip.compress, parts))
    assert sent(app, packed) == (200, b"".join(parts))
    assert sent(app, packed, "X-GZIP") == (200, b"".join(parts))


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_body_that_is_not_compressed_stays_as_it_is(app: Flask, encoding: str) -> None:
    assert sent(app, b"{}", encoding) == (200, b"{}")


PACKED = gzip.compress(b"{}")


BAD = {
    "cut": (PACKED[:-1], 400),
    "cut in the second": (PACKED + PACKED[:5], 400),
    "followed": (PACKED + b"{}", 400),
    "none": (b"{}", 400),
    "empty": (b"", 400),
    "many": (gzip.compress(b"") * 2000, 400),
    "large": (gzip.compress(LARGE + b" "), 413),
    "large in two": (gzip.compress(LARGE) + gzip.compress(b" "), 413),
    "bomb": (gzip.compress(bytes(1_000_000)), 413),
}


@pytest.mark.parametrize("how", BAD)
def test_no_other_gzip_body_is_taken(app: Flask, how: str) -> None:
    body, status = BAD[how]
    assert sent(app, body)[0] == status
    assert sent(app, PACKED, "br")[0] == 415
