"""What becomes of bodies on their way through a real server: too large, in chunks, broken off, not wanted."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

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
def test_a_client_that_sends_too_much_reads_where_larger_plans_go(
    connection: http.client.HTTPConnection, megabytes: int
) -> None:
    connection.request("POST", "/jobs", b" " * megabytes * 10**6, {"Content-Type": "application/json"})
    status, problem = answer(connection)
    assert (status, "POST /uploads" in problem["detail"]) == (413, True)


def test_a_connection_serves_on_after_a_body_that_nobody_wanted(
    connection: http.client.HTTPConnection, two_rooms: bytes
) -> None:
    connection.request("POST", "/jobs", b"x" * 4_000_000, {"Content-Type": "text/plain"})
    assert answer(connection)[0] == 415
    connection.request("POST", "/jobs", two_rooms, {"Content-Type": "application/json"})
    assert answer(connection)[0] == 202


def test_a_stranger_is_refused_before_the_body_has_come(connection: http.client.HTTPConnection) -> None:
    with socket.create_connection((connection.host, connection.port), timeout=60) as slow:
        head = ["POST /jobs HTTP/1.1", "Host: x", "Authorization: Bearer x", "Content-Length: 1000000"]
        slow.sendall("\r\n".join([*head, "", "only so much"]).encode())
        assert slow.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_a_body_in_chunks_is_refused_as_nobody_could_tell_it_from_half_of_it(
    connection: http.client.HTTPConnection, two_rooms: bytes
) -> None:
    chunks = iter([two_rooms[:50], two_rooms[50:]])
    connection.request("POST", "/jobs", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    status, problem = answer(connection)
    assert (status, "with its Content-Length" in problem["detail"]) == (411, True)


def test_a_batch_that_broke_off_on_its_way_is_not_accepted(
    connection: http.client.HTTPConnection, two_rooms: bytes
) -> None:
    line = json.dumps(json.loads(two_rooms)).encode() + b"\n"
    with socket.create_connection((connection.host, connection.port)) as half:
        head = ["POST /batches HTTP/1.1", "Host: x", "Content-Type: application/x-ndjson"]
        half.sendall("\r\n".join([*head, f"Content-Length: {3 * len(line)}", "", ""]).encode() + 2 * line)
        half.shutdown(socket.SHUT_WR)
        while half.recv(1000):
            pass
    connection.request("POST", "/batches", 3 * line, {"Content-Type": "application/x-ndjson"})
    batch = answer(connection)[1]
    connection.request("GET", "/batches")
    assert [each["batch_id"] for each in answer(connection)[1]["batches"]] == [batch["batch_id"]]
