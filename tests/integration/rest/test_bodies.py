"""What becomes of bodies on their way through a real server: too large, in chunks, broken off, not wanted."""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def connection(api_address: str) -> Iterator[http.client.HTTPConnection]:
    """A connection as plain clients use it: they send all of a body before they look for an answer."""
    opened = http.client.HTTPConnection(urlsplit(api_address).netloc, timeout=60)
    yield opened
    opened.close()


def answer(connection: http.client.HTTPConnection) -> tuple[int, Any]:
    response = connection.getresponse()
    assert response.headers["Content-Type"] in ("application/json", "application/problem+json")
    return response.status, json.loads(response.read())


@pytest.mark.parametrize("megabytes", [6, 50])
def test_a_413_says_where_larger_plans_go(connection: http.client.HTTPConnection, megabytes: int) -> None:
    connection.request("POST", "/jobs", b" " * megabytes * 10**6, {"Content-Type": "application/json"})
    status, problem = answer(connection)
    assert (status, "POST /uploads" in problem["detail"]) == (413, True)


def test_a_connection_survives_a_refused_body(
    connection: http.client.HTTPConnection, two_rooms: bytes
) -> None:
    connection.request("POST", "/jobs", b"x" * 4_000_000, {"Content-Type": "text/plain"})
    assert answer(connection)[0] == 415
    connection.request("POST", "/jobs", two_rooms, {"Content-Type": "application/json"})
    assert answer(connection)[0] == 202


def test_a_stranger_is_refused_before_the_body_has_come(connection: http.client.HTTPConnection) -> None:
    for nobodys in (b"GET /healthz HTTP/1.1\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
        with socket.create_connection((connection.host, connection.port), timeout=60) as nameless:
            nameless.sendall(nobodys)  # nor is a request read that does not say, once, whom it is for
            assert nameless.recv(1000).startswith(b"HTTP/1.1 400 ")
    with socket.create_connection((connection.host, connection.port), timeout=60) as slow:
        head = ["POST /jobs HTTP/1.1", "Host: x", "Authorization: Bearer x", "Content-Length: 1000000"]
        slow.sendall("\r\n".join([*head, "", "only so much"]).encode())
        assert slow.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_a_plan_in_chunks_is_a_plan(connection: http.client.HTTPConnection, two_rooms: bytes) -> None:
    """As Node's streams, .NET's PostAsJsonAsync, Java's ofInputStream and `curl -T -` send it."""
    chunks = iter([two_rooms[:50], two_rooms[50:]])
    connection.request("POST", "/jobs", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    assert answer(connection)[0] == 202


def test_nothing_is_read_behind_a_body_framed_twice(
    connection: http.client.HTTPConnection, two_rooms: bytes
) -> None:
    """RFC 9112, 6.1: what a proxy takes for part of the body must not be answered as a request."""
    framings = [b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"]
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(two_rooms), two_rooms)
    for fields in (framings, framings[::-1]):
        with socket.create_connection((connection.host, connection.port), timeout=60) as wire:
            head = b"POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
            wire.sendall(head + b"".join(fields) + b"\r\n" + chunks + hidden)
            answered = b"".join(iter(lambda: wire.recv(1000), b""))  # until the server closes
        assert answered.count(b"HTTP/1.1 ") == 1
        assert b"connection: close" in answered


@pytest.mark.parametrize("coding", ["gzip, chunked", "chunked, chunked", "x\r\nTransfer-Encoding: chunked"])
def test_no_body_is_taken_whose_coding_stays_on(
    connection: http.client.HTTPConnection, two_rooms: bytes, coding: str
) -> None:
    with socket.create_connection((connection.host, connection.port), timeout=60) as wire:
        head = (
            f"POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: {coding}"
        )
        wire.sendall(b"%s\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (head.encode(), len(two_rooms), two_rooms))
        assert wire.recv(1000).startswith(b"HTTP/1.1 501 ")


def test_a_large_body_in_chunks_is_read_to_its_limit(connection: http.client.HTTPConnection) -> None:
    chunks = (b" " * 100_000 for _ in range(60))
    connection.request("POST", "/jobs", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    status, problem = answer(connection)
    assert (status, "POST /uploads" in problem["detail"]) == (413, True)


def half_sent(connection: http.client.HTTPConnection, text: bytes) -> bytes:
    """The answer to a request that ends in the midst of its body."""
    with socket.create_connection((connection.host, connection.port), timeout=60) as half:
        half.sendall(text)
        half.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: half.recv(1000), b""))


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("how", ["in chunks", "by its length"])
def test_a_batch_that_broke_off_is_not_accepted(
    connection: http.client.HTTPConnection, two_rooms: bytes, how: str, size: str
) -> None:
    """Two of three lines are a batch, too: only the server can tell that the third is missing."""
    line = json.dumps(json.loads(two_rooms)).encode() + b"\n"
    part = line * (2 if size == "small" else 400)  # more than what is read before the app is asked
    head = "POST /batches HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
    if how == "in chunks":
        sent = f"{head}Transfer-Encoding: chunked\r\n\r\n{len(part):x}\r\n".encode() + part + b"\r\n"
    else:
        sent = f"{head}Content-Length: {len(part) + len(line)}\r\n\r\n".encode() + part
    answered = half_sent(connection, sent)
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert b"broke off" in answered
    connection.request("GET", "/batches")
    assert answer(connection)[1]["batches"] == []


def test_http_2_whose_resets_look_complete_is_not_spoken(connection: http.client.HTTPConnection) -> None:
    """A reset may reach the server together with the data, and then looks like the end of the body."""
    peer = H2Connection(H2Configuration(client_side=True))
    with socket.create_connection((connection.host, connection.port), timeout=60) as wire:
        peer.initiate_connection()
        head = {":method": "POST", ":path": "/batches", ":scheme": "http", ":authority": "x"}
        peer.send_headers(1, [*head.items(), ("content-type", "application/x-ndjson")])
        peer.send_data(1, b'{"walls": [{"type": "line", "start": [0, 0], "end": [1, 0]}]}\n')
        wire.sendall(peer.data_to_send())
        peer.reset_stream(1)
        with suppress(OSError):  # it may have closed the connection already
            wire.sendall(peer.data_to_send())
        connection.request("GET", "/healthz")  # behind the reset, by a way of its own
        assert answer(connection)[0] == 200
    connection.request("GET", "/batches")
    assert answer(connection)[1]["batches"] == []


def test_slow_bodies_stop_nobody_else(connection: http.client.HTTPConnection, two_rooms: bytes) -> None:
    """More of them than there are threads, each with a byte now and then."""
    head = (
        "POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    )
    slow = [socket.create_connection((connection.host, connection.port), timeout=60) for _ in range(90)]
    try:
        for each in slow:
            each.sendall(head.encode() + b"{")
        for _ in range(3):
            connection.request("POST", "/jobs", two_rooms, {"Content-Type": "application/json"})
            assert answer(connection)[0] == 202
    finally:
        for each in slow:
            each.close()


def test_idle_connections_keep_nobody_out(connection: http.client.HTTPConnection) -> None:
    """More than granian serves at once by default; a stranger needs no token for them."""
    with ExitStack() as opened:
        for _ in range(1100):
            opened.enter_context(socket.create_connection((connection.host, connection.port), timeout=60))
        connection.request("GET", "/healthz")
        assert answer(connection)[0] == 200


def test_who_waits_for_a_100_is_refused_before_sending(connection: http.client.HTTPConnection) -> None:
    with socket.create_connection((connection.host, connection.port), timeout=60) as polite:
        head = ["POST /jobs HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 9000000", "", ""]
        polite.sendall("\r\n".join(head).encode())
        assert polite.recv(1000).startswith(b"HTTP/1.1 413 ")
