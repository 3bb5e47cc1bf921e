"""Requests to the API and uploads to its store: which are repeated, and what a refusal says."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import urllib3

from detection import Fault
from roomjobs import RoomJobsError
from roomjobs.rest.schemas.problems import Problem
from roomjobs.rest.schemas.uploads import UploadOffered

T = TypeVar("T")

_BUSY = (429, 502, 503, 504)
REPEATABLE = urllib3.Retry(
    total=4,
    backoff_factor=0.2,
    status_forcelist=_BUSY,
    allowed_methods=None,  # only callers with safe requests use it
    raise_on_status=False,
)
KEYED = REPEATABLE.new(total=6, status_forcelist=(409, *_BUSY))  # 409: an earlier attempt still runs
_ONCE = urllib3.Retry(total=4, connect=4, read=0, status=0, other=0, backoff_factor=0.2, allowed_methods=None)
_UPLOAD_TIMEOUT = urllib3.Timeout(connect=3, read=120)

MOST_INLINE = 4_000_000  # bytes of a plan within a request; the limit of the API in the cloud


class ApiError(RoomJobsError):
    """
    The API cannot be reached or refused a request; the message says why, in the API's own words.

    `status` is that of the answer, None when there was none.
    """

    def __init__(self, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


def token_from_environment() -> str | None:
    return os.environ.get("ROOMJOBS_TOKEN") or None


@dataclass(frozen=True, slots=True)
class Connection:
    """To the API at `address`, with the token that it gets with each request."""

    address: str
    token: str | None = field(default_factory=token_from_environment, repr=False)  # sent to this address only
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=30)), repr=False
    )

    def upload(self, data: bytes, *, content_type: str = "application/json") -> str:
        """
        Upload a file.

        Parameters
        ----------
        data : bytes
            The file.
        content_type : str
            Its media type; ``application/octet-stream`` for a drawing.

        Returns
        -------
        str
            Id of the upload, always the same for the same file.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        wanted = msgspec.json.encode({"size": len(data), "sha256": sha256, "content_type": content_type})
        headers = {"Content-Type": "application/json"}
        answer = self.request("POST", "/uploads", body=wanted, headers=headers, retries=REPEATABLE)
        offer = self.decode(answer.data, UploadOffered)
        try:
            response = self._pool.request(
                "PUT",
                offer.url,
                body=data,
                headers=offer.headers,
                timeout=_UPLOAD_TIMEOUT,
                retries=REPEATABLE,
            )
        except urllib3.exceptions.HTTPError as error:
            raise ApiError(f"The file could not be uploaded: {error}") from error
        if response.status >= 400:
            words = response.data[:200].decode(errors="replace")
            raise ApiError(f"The upload was refused: HTTP {response.status}: {words}")
        return offer.upload_id

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        retries: urllib3.Retry | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Send a request; by default a GET is retried, and others only if they did not reach the API."""
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            response = self._pool.request(
                method,
                self.address + path,
                body=body,
                headers={"Accept": "application/json", **authorization, **(headers or {})},
                retries=retries or (REPEATABLE if method == "GET" else _ONCE),
            )
        except urllib3.exceptions.HTTPError as error:
            reason = getattr(error, "reason", None) or error  # without urllib3's text about retries
            cause = str(reason).rpartition("Failed to establish a new connection: ")[2]  # nor its objects
            raise ApiError(f"The API at {self.address} cannot be reached: {cause}") from error
        if response.status >= 400:
            raise ApiError(_words_of(response), response.status)
        return response

    def decode(self, answer: bytes, type_: type[T]) -> T:
        try:
            return msgspec.json.decode(answer, type=type_)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ApiError(f"{self.address} does not answer like Room Jobs: {error}") from error


def _words_of(response: urllib3.BaseHTTPResponse) -> str:
    try:
        problem = msgspec.json.decode(response.data, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"HTTP {response.status}: {response.data[:200].decode(errors='replace')}"
    if not problem.errors:
        return problem.detail
    faults = "".join(f"\n  {Fault(fault.pointer, fault.detail)}" for fault in problem.errors)
    return problem.detail.removesuffix(".") + ":" + faults
