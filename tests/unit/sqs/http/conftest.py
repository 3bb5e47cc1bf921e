"""A server that answers as the test says, and calls that go to it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.credentials import Credentials

from roomjobs.sqs import QuickCalls
from roomjobs.sqs.http import calls
from roomjobs.sqs.http.curl import CurlWire
from roomjobs.sqs.http.urllib import UrllibWire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

KEYS = Credentials("AKID", "secret", "session")


class Server:
    """Answers each request with the bytes that `script` makes of its head and body; counts connections."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.script: Callable[[str, bytes], bytes] = lambda _head, _body: answer({})
        #: Called instead of `script` with the connection, where an answer is more than bytes.
        self.take_over: Callable[[socket.socket], None] | None = None
        self.heads: list[str] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, self._open(connection) as opened:  # clients may be gone
            reader = opened.makefile("rb")
            while head := self._head(reader):
                length = next(
                    (line[16:] for line in head.split("\r\n") if line.startswith("content-length: ")), 0
                )
                body = reader.read(int(length))
                self.heads.append(head)
                if self.take_over is not None:
                    self.take_over(opened)
                    return
                opened.sendall(self.script(head, body))

    def _open(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def _head(self, reader: Any) -> str:
        lines: list[str] = []
        while (line := reader.readline().decode()) not in {"", "\r\n"}:
            name, colon, value = line.partition(":")
            lines.append(f"{name.lower()}{colon}{value}" if lines else line)
        return "".join(lines)


def answer(
    found: object = None,
    *,
    status: int = 200,
    body: bytes | None = None,
    content_type: str = "application/x-amz-json-1.0",
    request_id: str | None = "request-1",
    **headers: str,
) -> bytes:
    """Write a response as AWS does, but for what the test says."""
    import json  # noqa: PLC0415 - only here

    text = json.dumps(found).encode() if body is None else body
    lines = [f"HTTP/1.1 {status} Status", f"Content-Type: {content_type}", f"Content-Length: {len(text)}"]
    lines += [f"x-amzn-RequestId: {request_id}"] if request_id else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + text


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(params=["curl", "urllib"])
def wire(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have calls go by this wire."""
    chosen = {"curl": CurlWire, "urllib": UrllibWire}[request.param]
    monkeypatch.setattr(calls, "open_wire", chosen)
    return str(request.param)


def client_of(service: Any, url: str, **config: Any) -> Any:
    """A boto3 client that tries once."""
    return boto3.client(
        service,
        endpoint_url=url or None,
        region_name="eu-west-1",
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",  # noqa: S106 - of nobody
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def calls_to(service: str, url: str, **options: Any) -> QuickCalls:
    return QuickCalls(client_of(service, url), KEYS, **options)
