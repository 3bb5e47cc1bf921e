"""
A client of the REST API.

    client = Client("http://127.0.0.1:8000")
    job = client.wait(client.submit(plan).job_id, seconds=60)
    rooms = client.result(job.job_id)["rooms"]
"""

from __future__ import annotations

import gzip
import hashlib
import os
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
import urllib3

from detection import Fault
from roomjobs import RoomJobsError
from roomjobs.rest.schemas.batches import BatchAccepted, Batches, BatchState
from roomjobs.rest.schemas.dead_letters import DeadLetterOut, DeadLetters, Redriven
from roomjobs.rest.schemas.erasures import Erased
from roomjobs.rest.schemas.jobs import JobAccepted, JobPage, JobState
from roomjobs.rest.schemas.plans import PlanChecked
from roomjobs.rest.schemas.problems import Problem
from roomjobs.rest.schemas.uploads import UploadOffered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from roomjobs.jobs.job import JobStatus

T = TypeVar("T")

_BUSY = (429, 502, 503, 504)
_REPEATABLE = urllib3.Retry(
    total=4,
    backoff_factor=0.2,
    status_forcelist=_BUSY,
    allowed_methods=None,  # only callers with safe requests use it
    raise_on_status=False,
)
_KEYED = _REPEATABLE.new(total=6, status_forcelist=(409, *_BUSY))  # 409: an earlier attempt still runs
_ONCE = urllib3.Retry(total=4, connect=4, read=0, status=0, other=0, backoff_factor=0.2, allowed_methods=None)
_WAIT_SECONDS = 20  # of `Prefer: wait`, seconds; less than the timeout of a request
_SHORTEST_SECONDS = 0.1  # between two requests for one job
_WORTH_COMPRESSING = 100_000  # bytes


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
class Client:
    """
    Talks to the API at `address`; all methods raise `ApiError`.

    Requests that are safe to repeat are retried on network errors, when the API is busy, or when it asks
    to retry later. This includes submits: each has an Idempotency-Key, by which the API accepts it once.

    Parameters
    ----------
    address : str
        Of the API, with its prefix if it has one.
    token : str, optional
        Bearer token; by default that of the environment, ``ROOMJOBS_TOKEN``.

    Examples
    --------
    >>> Client("http://127.0.0.1:1", token=None).job("job_1")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    roomjobs.rest.client.ApiError: The API at http://127.0.0.1:1 cannot be reached
    """

    address: str
    token: str | None = field(default_factory=token_from_environment, repr=False)  # sent to this address only
    _pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=30)), repr=False
    )

    def submit(self, plan: bytes, *, fresh: bool = False, key: str | None = None) -> JobAccepted:
        """
        Submit a plan, by an upload if it is large.

        Parameters
        ----------
        plan : bytes
            JSON of the plan.
        fresh : bool
            Whether not to reuse the result of an equal plan.
        key : str, optional
            Submits of one plan with the same key create one job; without a key, each creates one.

        Returns
        -------
        JobAccepted
            The new job, or the one that an earlier submit with the key has created.
        """
        if len(plan) > MOST_INLINE:
            plan = msgspec.json.encode({"upload_id": self.upload(plan)})
        return self._submit(plan, fresh=fresh, key=key)

    def submit_drawing(
        self,
        drawing: bytes,
        *,
        format: str,  # noqa: A002 - the word of the field
        layers: Collection[str] | None = None,
        units: str | None = None,
        scale: str | None = None,
        page: int | None = None,
        name: str | None = None,
        fresh: bool = False,
        key: str | None = None,
    ) -> JobAccepted:
        """
        Submit a drawing (dxf, svg, geojson, ifc or pdf), from which a worker imports the plan.

        Parameters
        ----------
        drawing : bytes
            The file.
        format : str
            ``dxf``, ``svg``, ``geojson``, ``ifc`` or ``pdf``.
        layers : collection of str, optional
            Layers of the walls; by default those that probably contain them. The plan lists the layers used.
        units : str, optional
            Units of length, instead of those of the file.
        scale : str, optional
            How the drawing is reduced, where it is not drawn to size: ``1:100``, ``350=4.2m``.
        page : int, optional
            Page of a PDF, from 1; by default the one with most lines.
        name : str, optional
            Name of the plan.
        fresh, key
            As for a plan.

        Returns
        -------
        JobAccepted
            The new job, or the one that an earlier submit with the key has created.
        """
        upload_id = self.upload(drawing, content_type="application/octet-stream")
        choice = {
            "format": format,
            "layers": layers and list(layers),
            "units": units,
            "scale": scale,
            "page": page,
            "name": name,
        }
        body = {"upload_id": upload_id, "drawing": {each: choice[each] for each in choice if choice[each]}}
        return self._submit(msgspec.json.encode(body), fresh=fresh, key=key)

    def _submit(self, body: bytes, *, fresh: bool, key: str | None) -> JobAccepted:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or str(uuid.uuid4()),
            **({"Cache-Control": "no-cache"} if fresh else {}),
        }
        if len(body) > _WORTH_COMPRESSING:
            body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        answer = self._request("POST", "/jobs", body=body, headers=headers, retries=_KEYED)
        return self._decode(answer.data, JobAccepted)

    def validate(self, plan: bytes) -> PlanChecked:
        """
        Check a plan without storing it.

        Parameters
        ----------
        plan : bytes
            JSON of the plan.

        Returns
        -------
        PlanChecked
            All faults, or a summary of the plan.
        """
        headers = {"Content-Type": "application/json"}
        answer = self._request("POST", "/plans:validate", body=plan, headers=headers, retries=_REPEATABLE)
        return self._decode(answer.data, PlanChecked)

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
        answer = self._request("POST", "/uploads", body=wanted, headers=headers, retries=_REPEATABLE)
        offer = self._decode(answer.data, UploadOffered)
        try:
            response = self._pool.request(
                "PUT",
                offer.url,
                body=data,
                headers=offer.headers,
                timeout=_UPLOAD_TIMEOUT,
                retries=_REPEATABLE,
            )
        except urllib3.exceptions.HTTPError as error:
            raise ApiError(f"The file could not be uploaded: {error}") from error
        if response.status >= 400:
            words = response.data[:200].decode(errors="replace")
            raise ApiError(f"The upload was refused: HTTP {response.status}: {words}")
        return offer.upload_id

    def job(self, job_id: str) -> JobState:
        """The state of a job."""
        return self._decode(self._request("GET", f"/jobs/{quote(job_id)}").data, JobState)

    def wait(self, job_id: str, *, seconds: float | None = None) -> JobState:
        """
        The state of a job once it has ended.

        Parameters
        ----------
        job_id : str
            Id of the job.
        seconds : float, optional
            How long to wait; by default without end.

        Returns
        -------
        JobState
            Its last state: completed, failed or cancelled.

        Raises
        ------
        TimeoutError
            The job has not ended within `seconds`.
        """
        end = None if seconds is None else time.monotonic() + seconds
        for state in self.watch(job_id, until=end):
            last = state
        if last.poll_after_ms is not None:
            raise TimeoutError(f"The job {job_id} is {last.status} after {seconds:g} s.")
        return last

    def watch(
        self, job_id: str, *, every: float | None = None, until: float | None = None
    ) -> Iterator[JobState]:
        """
        The states of a job, one for each change, the last one being final.

        The API delays its answers until a change. If it does not, the client polls.

        Parameters
        ----------
        job_id : str
            Id of the job.
        every : float, optional
            Seconds between polls; by default as the API asks.
        until : float, optional
            Time of `time.monotonic` at which to end early.

        Yields
        ------
        JobState
            Each state that differs from the one before.
        """
        etag = ""
        while True:
            left = _WAIT_SECONDS if until is None else min(_WAIT_SECONDS, int(until - time.monotonic()))
            asked_at = time.monotonic()
            known = {"If-None-Match": etag, "Prefer": f"wait={max(0, left)}"} if etag else {}
            answer = self._request("GET", f"/jobs/{quote(job_id)}", headers=known)
            if answer.status != 304:
                state = self._decode(answer.data, JobState)
                yield state
                if state.poll_after_ms is None:
                    return
            if until is not None and time.monotonic() >= until:
                return
            if etag and "Preference-Applied" not in answer.headers:
                time.sleep(float(answer.headers.get("Retry-After", 1)) if every is None else every)
            elif etag:  # a lower bound in case a proxy changes the ETag
                time.sleep(max(0.0, _SHORTEST_SECONDS - (time.monotonic() - asked_at)))
            etag = answer.headers.get("ETag", "")

    def jobs(
        self,
        *,
        status: Collection[JobStatus] = (),
        owner: str | None = None,
        error: str | None = None,
        batch: str | None = None,
        created_after: float | None = None,
        created_before: float | None = None,
        page_size: int = 100,
    ) -> Iterator[JobState]:
        """
        The jobs, newest first, read in pages during iteration.

        Parameters
        ----------
        status : collection of JobStatus
            Only jobs in one of these; of any status if empty.
        owner, error, batch : str, optional
            Only jobs of this owner, with this fingerprint of an error, of this batch.
        created_after, created_before : float, optional
            Only jobs submitted then or later, and before; Unix seconds.
        page_size : int
            Jobs in one request, 1 to 100.

        Yields
        ------
        JobState
            The state of a job as its list has it: without its place in the queue.
        """
        query: dict[str, Any] = {
            "status": list(status),
            "owner": owner,
            "error": error,
            "batch": batch,
            "created_after": created_after,
            "created_before": created_before,
            "limit": page_size,
        }
        while True:
            given = {name: value for name, value in query.items() if value is not None}
            page = self._decode(self._request("GET", f"/jobs?{urlencode(given, doseq=True)}").data, JobPage)
            yield from page.jobs
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def cancel(self, job_id: str) -> JobState:
        """Cancel a pending or processing job."""
        return self._decode(self._request("POST", f"/jobs/{quote(job_id)}/cancel").data, JobState)

    def retry(self, job_id: str) -> JobState:
        """Retry a failed job."""
        return self._decode(self._request("POST", f"/jobs/{quote(job_id)}/retry").data, JobState)

    def plan(self, job_id: str) -> dict[str, Any]:
        """The plan of a job, as submitted or as imported from its drawing."""
        return self._decode(self._request("GET", f"/jobs/{quote(job_id)}/plan").data, dict[str, Any])

    def result(self, job_id: str) -> dict[str, Any]:
        """The result document of a completed job."""
        return self._decode(self._request("GET", f"/jobs/{quote(job_id)}/result").data, dict[str, Any])

    def result_as(self, job_id: str, suffix: str) -> bytes:
        """
        The result as a file.

        Parameters
        ----------
        job_id : str
            Id of a completed job.
        suffix : str
            Of the format: ``json``, ``geojson``, ``svg``, ``dxf``, ``csv`` or another of the document.

        Returns
        -------
        bytes
            The file.
        """
        return self._request("GET", f"/jobs/{quote(job_id)}/result.{quote(suffix)}").data

    def submit_batch(
        self,
        plans: bytes,
        *,
        content_type: str,
        name: str | None = None,
        fresh: bool = False,
        key: str | None = None,
    ) -> BatchAccepted:
        """
        Submit many plans.

        Parameters
        ----------
        plans : bytes
            A plan per line, or JSON files in a ZIP.
        content_type : str
            ``application/x-ndjson`` or ``application/zip``.
        name : str, optional
            Name of the batch.
        fresh, key
            As for a plan.

        Returns
        -------
        BatchAccepted
            The new batch, or the one that an earlier submit with the key has created.
        """
        if len(plans) > MOST_INLINE:
            plans = msgspec.json.encode({"upload_id": self.upload(plans, content_type=content_type)})
            content_type = "application/json"
        headers = {
            "Content-Type": content_type,
            "Idempotency-Key": key or str(uuid.uuid4()),
            **({"Cache-Control": "no-cache"} if fresh else {}),
        }
        query = f"?{urlencode({'name': name})}" if name else ""
        answer = self._request("POST", f"/batches{query}", body=plans, headers=headers, retries=_KEYED)
        return self._decode(answer.data, BatchAccepted)

    def batch(self, batch_id: str) -> BatchState:
        """The state of a batch."""
        return self._decode(self._request("GET", f"/batches/{batch_id}").data, BatchState)

    def batches(self, *, page_size: int = 100) -> Iterator[BatchState]:
        """The batches, newest first, read in pages during iteration."""
        query: dict[str, Any] = {"limit": page_size}
        while True:
            page = self._decode(self._request("GET", f"/batches?{urlencode(query)}").data, Batches)
            yield from page.batches
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def delete(self, job_id: str) -> None:
        """Cancel a job and delete it with its plan and results."""
        self._request("DELETE", f"/jobs/{quote(job_id)}", retries=_REPEATABLE)

    def delete_batch(self, batch_id: str, *, every: float = 0.5) -> None:
        """Cancel a batch and delete it with its jobs, plans and archive."""
        while self._request("DELETE", f"/batches/{quote(batch_id)}", retries=_REPEATABLE).status == 202:
            time.sleep(every)

    def delete_owner(self, owner: str, *, every: float = 0.5) -> int:
        """
        Delete all jobs, batches and uploads of an owner.

        Parameters
        ----------
        owner : str
            Name of the owner.
        every : float
            Seconds between the requests, each of which deletes some.

        Returns
        -------
        int
            Number of jobs and batches that were deleted.
        """
        deleted = 0
        while True:
            path = f"/owners/{quote(owner, safe='')}"
            erased = self._decode(self._request("DELETE", path, retries=_REPEATABLE).data, Erased)
            deleted += erased.deleted
            if erased.is_complete:
                return deleted
            time.sleep(every)

    def cancel_batch(self, batch_id: str) -> BatchState:
        """Cancel all jobs of a batch that have not ended."""
        return self._decode(self._request("POST", f"/batches/{batch_id}/cancel").data, BatchState)

    def watch_batch(self, batch_id: str, *, every: float | None = None) -> Iterator[BatchState]:
        """The states of a batch until it ends, polled as often as the API asks, or every `every` seconds."""
        while True:
            batch = self.batch(batch_id)
            yield batch
            if batch.poll_after_ms is None:
                return
            time.sleep(batch.poll_after_ms / 1000 if every is None else every)

    def batch_result(self, batch_id: str) -> bytes:
        """A ZIP with a summary and the results of all completed jobs."""
        return self._request("GET", f"/batches/{batch_id}/result").data

    def dead_letters(self) -> list[DeadLetterOut]:
        """The dead letters, oldest first."""
        answer = self._request("GET", "/fleet/dead-letters")
        return self._decode(answer.data, DeadLetters).dead_letters

    def dead_letter(self, message_id: str) -> DeadLetterOut:
        """One dead letter."""
        return self._decode(
            self._request("GET", f"/fleet/dead-letters/{quote(message_id)}").data, DeadLetterOut
        )

    def redrive(self, message_id: str | None = None, *, fingerprint: str | None = None) -> list[str]:
        """Retry the job of one dead letter, of those whose jobs failed with one fingerprint, or of all."""
        one = f"/{quote(message_id)}" if message_id else ""
        query = f"?fingerprint={quote(fingerprint)}" if fingerprint else ""
        done: list[str] = []
        while True:  # each request redrives a limited number
            answer = self._request("POST", f"/fleet/dead-letters{one}/redrive{query}")
            some = self._decode(answer.data, Redriven).message_ids
            done += some
            if message_id or not some:
                return done

    def delete_dead_letter(self, message_id: str) -> None:
        """Delete a dead letter for good."""
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
                retries=retries or (_REPEATABLE if method == "GET" else _ONCE),
            )
        except urllib3.exceptions.HTTPError as error:
            reason = getattr(error, "reason", None) or error  # without urllib3's text about retries
            cause = str(reason).rpartition("Failed to establish a new connection: ")[2]  # nor its objects
            raise ApiError(f"The API at {self.address} cannot be reached: {cause}") from error
        if response.status >= 400:
            raise ApiError(_words_of(response), response.status)
        return response


def _words_of(response: urllib3.BaseHTTPResponse) -> str:
    try:
        problem = msgspec.json.decode(response.data, type=Problem)
    except msgspec.DecodeError:
        return f"HTTP {response.status}: {response.data[:200].decode(errors='replace')}"
    if not problem.errors:
        return problem.detail
    faults = "".join(f"\n  {Fault(fault.pointer, fault.detail)}" for fault in problem.errors)
    return problem.detail.removesuffix(".") + ":" + faults
