"""Heads of requests that two servers would read in two ways."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.exceptions import HTTPException

from roomjobs.rest.server.framing import fault_of, given_twice
from roomjobs.rest.server.front import Front
from roomjobs.rest.server.messages import REFUSAL

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST = (b"host", b"rooms.example")


def status_of(*headers: tuple[bytes, bytes], version: str = "1.1", method: str = "POST") -> int | None:
    fault = fault_of({"headers": list(headers), "http_version": version, "method": method})
    return None if fault is None else fault.code


@pytest.mark.parametrize("host", ["rooms.example", "127.0.0.1:8000", "[::1]:8000", "a_b.local:", "[fe80::1]"])
def test_a_host_may_be_a_name_or_an_address(host: str) -> None:
    assert status_of((b"host", host.encode())) is None


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "u@host", 'x"<script>', "a,b", "::1", "a:80:80", "\xe9", "a?b"]
)
def test_any_other_host_is_refused(host: str) -> None:
    assert status_of((b"host", host.encode("latin-1"))) == 400


def test_only_http_1_0_may_leave_the_host_out() -> None:
    for headers in ([], [(b"host", b"")]):  # the second as granian tells of the first
        assert status_of(*headers) == 400
        assert status_of(*headers, version="1.0") is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"transfer-encoding", b"Chunked ")], None),
        ([(b"content-length", b"5")], None),
        ([(b"transfer-encoding", b"gzip, chunked")], 501),
        ([(b"transfer-encoding", b"gzip"), (b"transfer-encoding", b"chunked")], 501),
    ],
)
def test_a_body_comes_whole_or_in_chunks(headers: list[tuple[bytes, bytes]], status: int | None) -> None:
    assert status_of(HOST, *headers) == status


def test_get_in_small_letters_is_another_method() -> None:
    """A proxy that lets GET pass and nothing else would stop `delete` only if it were no DELETE here."""
    assert status_of(HOST, method="delete") == 501
    assert status_of(HOST, method="DELETE") is None


@pytest.mark.parametrize("name", ["Idempotency-Key", "authorization", "Content-Type", "Host"])
def test_a_field_of_one_value_comes_once(name: str) -> None:
    words = given_twice(["Accept", "Prefer", name, "Prefer", name])
    assert words is not None
    assert name.title() in words
    assert given_twice(["Accept", "Accept", "Prefer", "Prefer", "Forwarded", "Forwarded"]) is None


def test_the_app_is_not_asked_to_serve_such_a_request() -> None:
    served: list[object] = []
    statuses: list[int] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        served.append(environ.get(REFUSAL))
        start_response(f"{served[-1].code} X" if isinstance(served[-1], HTTPException) else "200 OK", [])
        return [b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    key = (b"idempotency-key", b"a")
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "raw_path": b"/jobs",
        "query_string": b"", "client": ("192.0.2.1", 1),
        "headers": [HOST, (b"content-length", b"2"), key, key],
    }  # fmt: skip
    asyncio.run(Front(app, most_bytes=10, threads=1)(scope, receive, send))
    assert statuses == [400]
    assert len(served) == 1
