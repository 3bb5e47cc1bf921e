"""A proxy in front of the AWS endpoint that fails, hangs or delays on command."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from tests.integration.sqs.worker import wait_for
from tests.sts import session

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

HANGS_FOR = 3600.0
#: In which connections that were accepted as the server closed find that out, seconds.
_ACCEPTED_LAST = 0.1


class FaultProxy:
    """
    Forwards HTTP requests to an endpoint, except where a fault is set.

    Faults: ``status:<code>``, ``error:<code>:<AWS error code>``, ``reset``, ``truncated``, ``garbage``,
    ``drip``: a byte in each tenth of a second, ``hang``, ``mute``: done by the endpoint, but never answered,
    and ``garbage-after``: done by the endpoint, and answered by somebody else. Each applies to one operation,
    ``ReceiveMessage`` for one, or to all (``*``).

    It also plays STS, for workers that assume a role: sessions last `session_seconds`, and what is signed
    with the keys of one that is over is refused.

    Parameters
    ----------
    upstream_port : int
        Of the endpoint.
    tls : SSLContext, optional
        Speak TLS with clients.
    """

    def __init__(self, upstream_port: int, tls: ssl.SSLContext | None = None) -> None:
        self._upstream_port = upstream_port
        self._tls = tls
        self.session_seconds = 900.0
        #: Monotonic times at which sessions end, by their access keys.
        self.sessions: dict[str, float] = {}
        #: Requests with keys that were over.
        self.outdated = 0
        self._faults: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0
        #: Seconds added to each answer, one half on the way there and one on the way back.
        self.latency = 0.0
        #: Requests seen by operation, failed ones included.
        self.requests: Counter[str] = Counter()
        #: Requests answered by the endpoint itself.
        self.forwarded: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._thread.start()
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def fail(self, fault: str, operation: str = "*") -> None:
        self._faults[operation] = fault

    def heal(self) -> None:
        """Forget all faults; what hangs goes on hanging until its client gives up."""
        self._faults.clear()

    def wait_for_requests(self, operation: str, count: int) -> None:
        """Wait until `operation` was asked for `count` times more."""
        enough = self.requests[operation] + count
        wait_for(lambda: self.requests[operation] >= enough, f"{count} requests of {operation}")

    def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._call(self._listen)

    def close(self) -> None:
        """Be gone: connections are cut and new ones refused."""
        self._call(self._stop_listening)

    def _call(self, action: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            await action()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(20)

    async def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._serve, sock=listener, ssl=self._tls)

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()
        await asyncio.sleep(_ACCEPTED_LAST)

    async def _cut(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self._server is None:  # it was accepted as the server closed
            writer.transport.abort()
            return
        self._tasks.add(task)
        upstream = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            try:
                upstream = await asyncio.open_connection("127.0.0.1", self._upstream_port)
                while await self._serve_one(reader, writer, *upstream):
                    pass
            finally:
                writer.transport.abort()
                if upstream is not None:
                    upstream[1].close()
        self._tasks.discard(task)

    async def _serve_one(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        from_upstream: asyncio.StreamReader,
        to_upstream: asyncio.StreamWriter,
    ) -> bool:
        """Serve one request; False if the connection ends with it."""
        head, body = await read_message(reader)
        if (own := self._of_sts(head, body)) is not None:
            writer.write(own)
            return True
        operation = header(head, "x-amz-target").rpartition(".")[2]
        self.requests[operation] += 1
        fault = self._faults.get(operation) or self._faults.get("*") or ""
        kind, _, detail = fault.partition(":")
        if kind == "hang":
            await asyncio.sleep(HANGS_FOR)
        if kind in {"status", "error", "garbage"}:
            page = response(200, b"<html>this is no JSON</html>")
            writer.write(page if kind == "garbage" else _failure(detail))
            return True
        if kind == "reset":
            writer.transport.abort()
            return False
        await asyncio.sleep(self.latency / 2)
        answer_head, answer_body = await self.forward(operation, head, body, from_upstream, to_upstream)
        await asyncio.sleep(self.latency / 2)
        self.forwarded[operation] += 1
        if kind == "garbage-after":
            answer_head, answer_body = response(200, b"{}"), b""
        if kind == "mute":
            await asyncio.sleep(HANGS_FOR)
        if kind == "drip":
            for byte in answer_head + answer_body:
                writer.write(bytes([byte]))
                await writer.drain()  # raises once the client has gone
                await asyncio.sleep(0.1)
            return False
        is_whole = kind != "truncated"
        writer.write(answer_head + (answer_body if is_whole else answer_body[: len(answer_body) // 2]))
        await writer.drain()
        if not is_whole:
            writer.close()
        return is_whole

    def _of_sts(self, head: bytes, body: bytes) -> bytes | None:
        """A new session, or what an outdated one is told."""
        if b"Action=AssumeRole" in body:
            return self._new_session()
        key = header(head, "authorization").partition("Credential=")[2].partition("/")[0]
        if time.monotonic() < self.sessions.get(key, float("inf")):
            return None
        self.outdated += 1
        return _failure("403:ExpiredToken")

    def _new_session(self) -> bytes:
        key = f"SESSION{len(self.sessions)}"
        self.sessions[key] = time.monotonic() + self.session_seconds
        return response(200, session(key, self.session_seconds), "text/xml")

    async def forward(
        self,
        operation: str,  # noqa: ARG002 - for those who forward some operations in another way
        head: bytes,
        body: bytes,
        from_upstream: asyncio.StreamReader,
        to_upstream: asyncio.StreamWriter,
    ) -> tuple[bytes, bytes]:
        """Let the endpoint answer a request."""
        to_upstream.write(head + body)
        answer_head, answer_body = await read_message(from_upstream)
        while answer_head.startswith(b"HTTP/1.1 1"):  # 100 Continue, which uploads to S3 ask for
            answer_head, answer_body = await read_message(from_upstream)
        return answer_head, answer_body


async def read_message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(header(head, "content-length") or 0)
    return head, await reader.readexactly(length)


def header(head: bytes, name: str) -> str:
    for line in head.decode("latin-1").split("\r\n"):
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return ""


def _failure(detail: str) -> bytes:
    status, _, code = detail.partition(":")
    body = f'{{"__type": "com.amazonaws.sqs#{code or "InternalError"}", "message": "injected"}}'
    return response(int(status), body.encode())


def response(status: int, body: bytes, content_type: str = "application/x-amz-json-1.0") -> bytes:
    head = f"HTTP/1.1 {status} Injected\r\nContent-Type: {content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
