"""Requests by libcurl."""

from __future__ import annotations

import os
import socket
import weakref
from collections import deque
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pycurl
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
    from collections.abc import Sequence

    from .wire import Cancellation

_BUFFER_BYTES = 262_144
_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_TLS_FAILURES = frozenset(
    {
        pycurl.E_SSL_CONNECT_ERROR,
        pycurl.E_SSL_CERTPROBLEM,
        pycurl.E_SSL_CIPHER,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CACERT_BADFILE,
        pycurl.E_SSL_ISSUER_ERROR,
    }
)
#: CURLE_PROXY, which pycurl has no name for.
_PROXY_FAILED = 97
_CLOSED = frozenset({pycurl.E_GOT_NOTHING, pycurl.E_SEND_ERROR, pycurl.E_RECV_ERROR, pycurl.E_PARTIAL_FILE})

#: Handles of the process that this one was forked from. To free one would close its connection there, too.
_inherited: list[Any] = []


class _Handle:
    """One easy handle, its connection, and the way to cut that from another thread."""

    def __init__(self, certificates: str, proxy: str | None) -> None:
        self.easy = easy = pycurl.Curl()
        self.lines: list[bytes] = []
        self.received = BytesIO()
        self._socket: socket.socket | None = None
        self._target = ("", "")
        self.is_cut = False
        easy.setopt(pycurl.NOSIGNAL, 1)
        easy.setopt(pycurl.TCP_NODELAY, 1)
        easy.setopt(pycurl.BUFFERSIZE, _BUFFER_BYTES)
        easy.setopt(pycurl.PATH_AS_IS, 1)  # it is signed as it is
        easy.setopt(pycurl.CAINFO, certificates)
        easy.setopt(pycurl.PROXY, proxy or "")  # not what libcurl finds: botocore reads more names
        easy.setopt(pycurl.ACCEPT_ENCODING, "gzip")
        easy.setopt(pycurl.CONNECTTIMEOUT_MS, int(CONNECT_SECONDS * 1000))
        easy.setopt(pycurl.OPENSOCKETFUNCTION, self._open)

    def _open(self, _purpose: int, address: Any) -> socket.socket | int:  # noqa: ANN401 - pycurl's tuple
        if self.is_cut:  # libcurl asks again where a connection that it had kept breaks
            return int(pycurl.SOCKET_BAD)
        # libcurl gets a duplicate of it, and closes that one.
        self.close_socket()
        self._socket = socket.socket(address.family, address.socktype, address.protocol)
        watch(self._socket)
        return self._socket

    def point_to(self, method: str, url: str) -> None:
        """Choose what the next request is for, where that differs from the last one."""
        if (method, url) != self._target:
            self._target = (method, url)
            self.easy.setopt(pycurl.URL, url)
            self.easy.setopt(pycurl.NOBODY, 0)
            if method in _WITHOUT_BODY:
                self.easy.setopt(pycurl.HTTPGET, 1)
                self.easy.setopt(pycurl.NOBODY, int(method == "HEAD"))
                self.easy.unsetopt(pycurl.CUSTOMREQUEST)
            else:
                self.easy.setopt(pycurl.POST, 1)
                self.easy.setopt(pycurl.CUSTOMREQUEST, method)

    def close_socket(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def __del__(self) -> None:
        self.close_socket()

    def cut(self) -> None:
        """End the call in flight, unless its answer has begun to come."""
        if self._socket is not None and not self.received.tell():
            self.is_cut = True
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class CurlWire:
    """Keeps one connection for each call that is in flight at a time."""

    def __init__(self, url: str, certificates: str, proxy: str | None) -> None:
        self._url = url.rstrip("/")
        self._certificates = certificates
        self._proxy = proxy
        # Not one for each thread: what a thread keeps is freed with it in a child that is forked.
        self._idle: deque[_Handle] = deque()
        _wires.add(self)

    def send(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        seconds: float,
        with_headers: bool = True,
        cancellation: Cancellation | None = None,
    ) -> Answer:
        """Send a request and wait for the whole answer; see `Wire`."""
        try:
            handle = self._idle.pop()
        except IndexError:
            handle = _Handle(self._certificates, self._proxy)
        easy = handle.easy
        handle.lines, handle.received, handle.is_cut = [], BytesIO(), False
        handle.point_to(method, self._url + path)
        lines = [f"{name}: {value}" for name, value in headers]
        # libcurl would call any body a form.
        untyped = [] if any(name.lower() == "content-type" for name, _ in headers) else ["Content-Type:"]
        easy.setopt(pycurl.HTTPHEADER, [*lines, *untyped, "Expect:", "Accept:"])
        if method not in _WITHOUT_BODY:
            easy.setopt(pycurl.POSTFIELDS, body)
        easy.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))
        easy.setopt(pycurl.WRITEFUNCTION, handle.received.write)
        if with_headers:
            easy.setopt(pycurl.HEADERFUNCTION, handle.lines.append)
        else:
            easy.unsetopt(pycurl.HEADERFUNCTION)
        try:
            if cancellation is not None:
                cancellation.attach(handle.cut)
            try:
                easy.perform()
            finally:
                if cancellation is not None:
                    cancellation.detach()
            status = easy.getinfo(pycurl.RESPONSE_CODE)
            content_type = easy.getinfo(pycurl.CONTENT_TYPE) or ""
        except pycurl.error as error:
            if cancellation is not None and cancellation.is_cancelled:
                raise CancelledCallError from error
            raise self._explained(error, handle) from error
        finally:
            self._idle.append(handle)
        return Answer(status, content_type, handle.received.getvalue(), _headers(handle.lines))

    def forget(self) -> None:
        """Use none of the handles so far any more, and do not close them."""
        _inherited.extend(self._idle)
        self._idle.clear()

    def _explained(self, error: pycurl.error, handle: _Handle) -> BotoCoreError:
        """Give libcurl's error the class that botocore would give it."""
        code, text = error.args[0], error.args[1]
        if code == pycurl.E_OPERATION_TIMEDOUT:
            connected = handle.easy.getinfo(pycurl.PRETRANSFER_TIME) > 0
            return (ReadTimeoutError if connected else ConnectTimeoutError)(
                endpoint_url=self._url, error=text
            )
        if code in {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT}:
            return EndpointConnectionError(endpoint_url=self._url, error=text)
        if code in {pycurl.E_COULDNT_RESOLVE_PROXY, _PROXY_FAILED}:
            return ProxyConnectionError(proxy_url=self._proxy or "", error=text)
        if code in _TLS_FAILURES:
            return SSLError(endpoint_url=self._url, error=text)
        if code in _CLOSED:
            return ConnectionClosedError(endpoint_url=self._url, error=text)
        return HTTPClientError(error=text)


def _headers(lines: list[bytes]) -> dict[str, str]:
    found = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            found[name.decode("latin-1").lower()] = value.strip().decode("latin-1")
    return found


_wires: weakref.WeakSet[CurlWire] = weakref.WeakSet()


def _after_fork() -> None:
    for wire in list(_wires):
        wire.forget()


os.register_at_fork(after_in_child=_after_fork)
