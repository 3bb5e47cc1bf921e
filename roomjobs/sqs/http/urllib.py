"""Requests by urllib3, where libcurl is not there or would hold up green threads."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import urllib3
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)

from .wire import CONNECT_SECONDS, Answer, CancelledCallError, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .wire import Cancellation

_CHUNK_BYTES = 65_536
#: The first that fits: a NewConnectionError is a ConnectTimeoutError, too.
_CLASSES: dict[type[Exception], Callable[..., BotoCoreError]] = {
    urllib3.exceptions.NewConnectionError: EndpointConnectionError,
    urllib3.exceptions.ConnectTimeoutError: ConnectTimeoutError,
    urllib3.exceptions.ReadTimeoutError: ReadTimeoutError,
    urllib3.exceptions.SSLError: SSLError,
    urllib3.exceptions.ProtocolError: ConnectionClosedError,
}


#: The call that this thread, or green thread, waits for.
_current = threading.local()


class _Call:
    """A call in flight, and the way to cut its connection from another thread.

    Timeouts of urllib3 are for each read, and an answer that drips ends none of them.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True
        self.is_cut = False
        self.has_answer = False

    def __enter__(self) -> Self:
        _current.call = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        _current.call = None
        self._timer.cancel()
        with self._lock:  # the connection may be another call's from now on
            self._socket = None

    def goes_by(self, connection: socket.socket) -> None:
        with self._lock:
            self._socket = connection
            if self.is_cut:
                self._shut_down()

    def cut(self) -> None:
        with self._lock:
            self.is_cut = True
            self._shut_down()

    def cut_poll(self) -> None:
        """End the call unless its answer has begun to come."""
        if not self.has_answer:
            self.cut()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which another thread reads from.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _note_socket(connection: Any) -> None:  # noqa: ANN401 - either of the two below
    call: _Call | None = getattr(_current, "call", None)
    if call is not None and connection.sock is not None:
        watch(connection.sock)
        call.goes_by(connection.sock)


class _Connection(urllib3.connection.HTTPConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as urllib3 has it, too
        _note_socket(self)
        return super().getresponse()


class _SecureConnection(urllib3.connection.HTTPSConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override] # as urllib3 has it, too
        _note_socket(self)
        return super().getresponse()


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class UrllibWire:
    """Keeps some connections, and cuts that of a call whose deadline is over or that is cancelled."""

    def __init__(self, url: str, certificates: str, proxy: str | None) -> None:
        self._url = url.rstrip("/")
        self._proxy = proxy
        more: dict[str, Any] = {"maxsize": 32}
        if url.startswith("https:"):
            more["ca_certs"] = certificates
        self._pool = urllib3.ProxyManager(proxy, **more) if proxy else urllib3.PoolManager(**more)
        self._pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def send(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        seconds: float,
        with_headers: bool = True,  # noqa: ARG002 - they cost nothing here
        cancellation: Cancellation | None = None,
    ) -> Answer:
        """Send a request and wait for the whole answer; see `Wire`."""
        with _Call(seconds) as call:
            try:
                if cancellation is not None:
                    cancellation.attach(call.cut_poll)
                try:
                    return self._ask(call, method, path, headers, body, seconds)
                finally:
                    if cancellation is not None:
                        cancellation.detach()
            except (urllib3.exceptions.HTTPError, ReadTimeoutError) as error:
                if cancellation is not None and cancellation.is_cancelled:
                    raise CancelledCallError from error
                if call.is_cut:
                    raise self._late() from error
                raise (error if isinstance(error, BotoCoreError) else self._explained(error)) from error

    def _ask(
        self,
        call: _Call,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        seconds: float,
    ) -> Answer:
        answer = self._pool.request(
            method,
            self._url + path,
            body=body or None,
            headers=dict(headers),
            timeout=urllib3.Timeout(total=seconds, connect=min(CONNECT_SECONDS, seconds), read=seconds),
            retries=False,
            preload_content=False,
        )
        call.has_answer = True
        chunks = []
        while chunk := answer.read1(_CHUNK_BYTES, decode_content=True):
            chunks.append(chunk)
        if call.is_cut:  # an answer without a length ends with its connection
            answer.close()
            raise self._late()
        answer.release_conn()
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, names.get("content-type", ""), b"".join(chunks), names)

    def _late(self) -> ReadTimeoutError:
        return ReadTimeoutError(endpoint_url=self._url, error="the whole answer took too long")

    def _explained(self, error: urllib3.exceptions.HTTPError) -> BotoCoreError:
        """Give urllib3's error the class that botocore gives it."""
        if isinstance(error, urllib3.exceptions.ProxyError):
            return ProxyConnectionError(proxy_url=self._proxy or "", error=error)
        for theirs, ours in _CLASSES.items():
            if isinstance(error, theirs):
                return ours(endpoint_url=self._url, error=error)
        return HTTPClientError(error=error)
