"""Has the calls of a boto3 client keep the time budget of the request that they are made for."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.retries import standard
from botocore.utils import get_environ_proxies

from .choice import certificates, open_wire
from .time_budget import bounded, has_time_budget, has_time_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient

    from .wire import Wire

_SECONDS = 10.0
_CHUNK_BYTES = 65_536
_OF_THE_WIRE = frozenset({"content-length", "transfer-encoding", "expect"})  # headers that it writes itself


def keep_time_budget(client: BaseClient, *, tries: int) -> None:
    """
    Bound each call of a client, tries and pauses included, where a `time_budget` is in force.

    botocore's timeouts are for each try and each read: an answer that never comes costs all tries, and one
    that drips ends none. Within a budget the requests go by our wire, whose timeout is for the whole answer.
    Elsewhere the client does what it did.

    Parameters
    ----------
    client : boto3 client
        Retries in the mode ``standard``.
    tries : int
        How often a call is made at most.

    Examples
    --------
    >>> import boto3
    >>> keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    >>> keep_time_budget(boto3.client("s3", region_name="us-east-1", **keys), tries=4)
    """
    service = client.meta.service_model.service_id.hyphenize()
    events, name = client.meta.events, f"needs-retry.{service}"
    send: Any = _BoundedSender().send  # the stubs have it that no handler gives anything
    events.register(f"before-send.{service}", send)
    unique_id = f"retry-config-{service}"
    events.unregister(name, unique_id=unique_id)
    decide: Any = standard.register_retry_handler(client, max_attempts=tries).needs_retry
    events.unregister(name, unique_id=unique_id)
    events.register(name, _in_time(decide), unique_id=unique_id)


def _in_time(decide: Callable[..., float | None]) -> Any:  # noqa: ANN401 - as above
    """What botocore decides, the pause before the next try, unless the request has no time for it."""

    def pause(**kwargs: Any) -> float | None:  # noqa: ANN401 - botocore's
        seconds = decide(**kwargs)
        return seconds if seconds is not None and has_time_for(seconds) else None

    return pause


class _BoundedSender:
    """Sends signed requests of botocore in the time that is left."""

    def __init__(self) -> None:
        self._wires: dict[str, Wire] = {}

    def send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:  # noqa: ANN401 - botocore's
        if not has_time_budget():
            return None
        url = urlsplit(request.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        body = _read(request.body)
        headers = [
            (key, _text(value)) for key, value in request.headers.items() if key.lower() not in _OF_THE_WIRE
        ]
        wire = self._wire(url.scheme, url.netloc)
        with bounded(_SECONDS, len(body)) as seconds:
            answer = wire.send(request.method, path, headers, body, seconds=seconds)
        told = HTTPHeaders()
        for key, value in answer.headers.items():
            told[key] = value
        if request.method != "HEAD":  # whose length is that of the object
            del told["content-length"]
            told["content-length"] = str(len(answer.body))
        return AWSResponse(request.url, answer.status, told, _Raw(answer.body))

    def _wire(self, scheme: str, host: str) -> Wire:
        base = f"{scheme}://{host}"
        if base not in self._wires:
            self._wires[base] = open_wire(base, certificates(), get_environ_proxies(base).get(scheme))
        return self._wires[base]


class _Raw(BytesIO):
    """A whole answer, read as botocore reads that of urllib3."""

    def stream(self, amt: int = _CHUNK_BYTES, decode_content: bool | None = None) -> Iterator[bytes]:  # noqa: ARG002, FBT001 - urllib3's signature
        while chunk := self.read(amt):
            yield chunk


def _text(value: Any) -> str:  # noqa: ANN401 - botocore's headers are bytes here and there
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _read(body: Any) -> bytes:  # noqa: ANN401 - whatever botocore sends
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, (bytes, bytearray)) else bytes(body.read())
