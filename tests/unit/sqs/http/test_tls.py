"""Calls over TLS: who is trusted, and a connection that is cut in the middle of an answer."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ConnectionClosedError, SSLError

from tests.certificates import server_context
from tests.unit.sqs.http.conftest import Server, answer, calls_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASKED = {"QueueName": "orders"}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    certificate = tmp_path / "server.pem"
    server = Server(server_context(certificate))
    server.script = lambda _head, _body: answer({"QueueUrl": "https://sqs/orders"})
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    yield server
    server.close()


@pytest.mark.usefixtures("wire")
def test_one_connection_serves_many_calls(server: Server) -> None:
    calls = calls_to("sqs", server.url)
    for _ in range(5):
        assert calls.call("GetQueueUrl", ASKED)["QueueUrl"] == "https://sqs/orders"
    assert server.connections == 1


@pytest.mark.usefixtures("wire")
def test_a_server_that_nobody_has_certified_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    with pytest.raises(SSLError):
        calls_to("sqs", server.url, tries=1).call("GetQueueUrl", ASKED)
    assert server.heads == [], "it has seen no request, and no signature"


@pytest.mark.usefixtures("wire")
def test_a_cut_is_an_error_that_is_tried_again(server: Server) -> None:
    calls = calls_to("sqs", server.url)

    def cut_once(connection: socket.socket) -> None:
        server.take_over = None
        _shut(connection)

    calls.call("GetQueueUrl", ASKED)  # so that the connection that is cut is an old one
    server.take_over = cut_once
    assert calls.call("GetQueueUrl", ASKED)["QueueUrl"] == "https://sqs/orders"
    assert server.connections == 2
    server.take_over = _shut
    with pytest.raises(ConnectionClosedError):
        calls.call("GetQueueUrl", ASKED, tries=1)


def _shut(connection: socket.socket) -> None:
    """Send half of an answer, and end the TCP connection without TLS's goodbye."""
    whole = answer({"QueueUrl": "https://sqs/orders"})
    connection.sendall(whole[: len(whole) - 9])
    connection.shutdown(socket.SHUT_RDWR)
