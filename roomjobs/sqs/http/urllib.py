"""Requests by urllib3, where libcurl is not there or would hold up green threads."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

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

from .wire import CONNECT_SECONDS, Answer

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


class UrllibWire:
    """Cannot cancel a call: it ends with its answer or at its deadline."""

    def __init__(self, url: str, certificates: str, proxy: str | None) -> None:
        self._url = url.rstrip("/")
        self._proxy = proxy
        more: dict[str, Any] = {"maxsize": 32}
        if url.startswith("https:"):
            more["ca_certs"] = certificates
        self._pool = urllib3.ProxyManager(proxy, **more) if proxy else urllib3.PoolManager(**more)

    def send(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        seconds: float,
        with_headers: bool = True,  # noqa: ARG002 - they cost nothing here
        cancellation: Cancellation | None = None,  # noqa: ARG002 - see above
    ) -> Answer:
        """Send a request and wait for the whole answer; see `Wire`."""
        deadline = monotonic() + seconds
        try:
            answer = self._pool.request(
                method,
                self._url + path,
                body=body or None,
                headers=dict(headers),
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
                retries=False,
                preload_content=False,
            )
            chunks = []
            while chunk := answer.read1(_CHUNK_BYTES, decode_content=True):
                chunks.append(chunk)
                if monotonic() > deadline:  # a read timeout alone never ends an answer that drips
                    answer.close()
                    raise ReadTimeoutError(endpoint_url=self._url, error="the whole answer took too long")
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise self._explained(error) from error
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, names.get("content-type", ""), b"".join(chunks), names)

    def _explained(self, error: urllib3.exceptions.HTTPError) -> BotoCoreError:
        """Give urllib3's error the class that botocore gives it."""
        if isinstance(error, urllib3.exceptions.ProxyError):
            return ProxyConnectionError(proxy_url=self._proxy or "", error=error)
        for theirs, ours in _CLASSES.items():
            if isinstance(error, theirs):
                return ours(endpoint_url=self._url, error=error)
        return HTTPClientError(error=error)
