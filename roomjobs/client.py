"""A small client of the REST API."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
import urllib3

from roomjobs.schemas.dead_letters import DeadLetterOut, DeadLetters, Redriven
from roomjobs.schemas.jobs import JobAccepted, JobPage, JobState
from roomjobs.schemas.problems import Problem
from roomjobs.schemas.uploads import UploadOffered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from roomjobs.jobs import JobStatus

T = TypeVar("T")

_RETRIES = urllib3.Retry(
    total=4,
    backoff_factor=0.2,
    status_forcelist=(502, 503, 504),
    allowed_methods=("GET",),
    raise_on_status=False,
)


_PUT_RETRIES = _RETRIES.new(allowed_methods=("PUT",))  # the same file to the same place
_UPLOAD_TIMEOUT = urllib3.Timeout(connect=3, read=120)

MOST_INLINE = 5_000_000  # bytes of a plan within a request; what the API takes by default


class ApiError(Exception):
    """The API cannot be reached or refused a request; the message says why, in the API's own words."""


@dataclass(frozen=True, slots=True)
class Client:
    """
    Talks to the API at `address`.

    Reads are tried again on network errors and 5xx. A submit is not: it might have been accepted.
    """

    address: str
    token: str | None = None  # sent with each request, to this address alone
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=30))
    )

    def submit(self, plan: bytes, *, fresh: bool = False) -> JobAccepted:
        """
        Submit a plan, given as JSON, by an upload if it is large.

        A `fresh` one is worked on even if an equal one has been.

        Raises
        ------
        ApiError
        """
        if len(plan) > MOST_INLINE:
            plan = msgspec.json.encode({"upload_id": self.upload(plan)})
        headers = {"Content-Type": "application/json", **({"Cache-Control": "no-cache"} if fresh else {})}
        answer = self._request("POST", "/jobs", body=plan, headers=headers)
        return self._decode(answer, JobAccepted)

    def upload(self, data: bytes, *, content_type: str = "application/json") -> str:
        """
        Put a file where the service finds it; its upload id then stands for it.

        Raises
        ------
        ApiError
        """
        sha256 = hashlib.sha256(data).hexdigest()
        wanted = msgspec.json.encode({"size": len(data), "sha256": sha256, "content_type": content_type})
        answer = self._request("POST", "/uploads", body=wanted, headers={"Content-Type": "application/json"})
        offer = self._decode(answer, UploadOffered)
        try:
            response = self._pool.request(
                "PUT",
                offer.url,
                body=data,
                headers=offer.headers,
                timeout=_UPLOAD_TIMEOUT,
                retries=_PUT_RETRIES,
            )
        except urllib3.exceptions.HTTPError as error:
            raise ApiError(f"The file could not be uploaded: {error}") from error
        if response.status >= 400:
            words = response.data[:200].decode(errors="replace")
            raise ApiError(f"The upload was refused: HTTP {response.status}: {words}")
        return offer.upload_id

    def job(self, job_id: str) -> JobState:
        """
        Where a job stands.

        Raises
        ------
        ApiError
        """
        return self._decode(self._request("GET", f"/jobs/{job_id}"), JobState)

    def jobs(
        self,
        *,
        status: Collection[JobStatus] = (),
        owner: str | None = None,
        error: str | None = None,
        created_after: float | None = None,
        created_before: float | None = None,
        page_size: int = 100,
    ) -> Iterator[JobState]:
        """
        The jobs, newest first, asked for in pages while they are gone through; times are Unix seconds.

        Raises
        ------
        ApiError
        """
        query: dict[str, Any] = {
            "status": list(status),
            "owner": owner,
            "error": error,
            "created_after": created_after,
            "created_before": created_before,
            "limit": page_size,
        }
        while True:
            given = {name: value for name, value in query.items() if value is not None}
            page = self._decode(self._request("GET", f"/jobs?{urlencode(given, doseq=True)}"), JobPage)
            yield from page.jobs
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def cancel(self, job_id: str) -> JobState:
        """
        End a job that waits or is in work.

        Raises
        ------
        ApiError
        """
        return self._decode(self._request("POST", f"/jobs/{job_id}/cancel"), JobState)

    def retry(self, job_id: str) -> JobState:
        """
        Let a failed job be worked on again.

        Raises
        ------
        ApiError
        """
        return self._decode(self._request("POST", f"/jobs/{job_id}/retry"), JobState)

    def watch(self, job_id: str, *, every: float = 0.5) -> Iterator[JobState]:
        """The states of a job, asked for every so many seconds, the last one being final."""
        while True:
            job = self.job(job_id)
            yield job
            if job.poll_after_ms is None:
                return
            time.sleep(every)

    def result(self, job_id: str) -> dict[str, Any]:
        """
        The result document of a completed job.

        Raises
        ------
        ApiError
        """
        return self._decode(self._request("GET", f"/jobs/{job_id}/result"), dict[str, Any])

    def dead_letters(self) -> list[DeadLetterOut]:
        """
        The tasks that the queue gave up on, oldest first.

        Raises
        ------
        ApiError
        """
        answer = self._request("GET", "/fleet/dead-letters")
        return self._decode(answer, DeadLetters).dead_letters

    def dead_letter(self, message_id: str) -> DeadLetterOut:
        """
        One of them.

        Raises
        ------
        ApiError
        """
        return self._decode(self._request("GET", f"/fleet/dead-letters/{quote(message_id)}"), DeadLetterOut)

    def redrive(self, message_id: str | None = None, *, fingerprint: str | None = None) -> list[str]:
        """
        Retry the job of one dead letter, of those whose jobs failed with one fingerprint, or of all.

        Raises
        ------
        ApiError
        """
        one = f"/{quote(message_id)}" if message_id else ""
        query = f"?fingerprint={quote(fingerprint)}" if fingerprint else ""
        done: list[str] = []
        while True:  # the API takes some at a time
            answer = self._request("POST", f"/fleet/dead-letters{one}/redrive{query}")
            some = self._decode(answer, Redriven).message_ids
            done += some
            if message_id or not some:
                return done

    def delete_dead_letter(self, message_id: str) -> None:
        """
        Delete a dead letter for good.

        Raises
        ------
        ApiError
        """
        self._request("DELETE", f"/fleet/dead-letters/{quote(message_id)}")

    def is_ready(self) -> bool:
        """Whether the API and its stores answer."""
        try:
            self._request("GET", "/readyz")
        except ApiError:
            return False
        return True

    def _decode(self, answer: bytes, type_: type[T]) -> T:
        try:
            return msgspec.json.decode(answer, type=type_)
        except msgspec.DecodeError as error:
            raise ApiError(f"{self.address} does not answer like Room Jobs: {error}") from error

    def _request(
        self, method: str, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        authorization = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            response = self._pool.request(
                method,
                self.address + path,
                body=body,
                headers={"Accept": "application/json", **authorization, **(headers or {})},
                retries=_RETRIES,
            )
        except urllib3.exceptions.HTTPError as error:
            raise ApiError(f"The API at {self.address} cannot be reached: {error}") from error
        if response.status >= 400:
            raise ApiError(_words_of(response))
        return response.data


def _words_of(response: urllib3.BaseHTTPResponse) -> str:
    try:
        problem = msgspec.json.decode(response.data, type=Problem)
    except msgspec.DecodeError:
        return f"HTTP {response.status}: {response.data[:200].decode(errors='replace')}"
    faults = "".join(f"\n  {fault.pointer or '(document)'}: {fault.detail}" for fault in problem.errors)
    return problem.detail + faults
