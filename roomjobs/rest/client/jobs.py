"""Submit plans and drawings, follow their jobs, and fetch what was found."""

from __future__ import annotations

import gzip
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from roomjobs.rest.client.connection import KEYED, MOST_INLINE, REPEATABLE, Connection
from roomjobs.rest.schemas.jobs import JobAccepted, JobPage, JobState
from roomjobs.rest.schemas.plans import PlanChecked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from roomjobs.jobs.job import JobStatus

_WAIT_SECONDS = 20  # of `Prefer: wait`, seconds; less than the timeout of a request
_SHORTEST_SECONDS = 0.1  # between two requests for one job
_WORTH_COMPRESSING = 100_000  # bytes


class Jobs(Connection):
    """The requests that concern one plan or one job, and the list of jobs."""

    __slots__ = ()

    def submit(
        self, plan: bytes, *, fresh: bool = False, key: str | None = None, callback: str | None = None
    ) -> JobAccepted:
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
        callback : str, optional
            Address that is told of the end of the job.

        Returns
        -------
        JobAccepted
            The new job, or the one that an earlier submit with the key has created.
        """
        if len(plan) > MOST_INLINE:
            plan = msgspec.json.encode({"upload_id": self.upload(plan)})
        return self._submit(plan, fresh=fresh, key=key, callback=callback)

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
        callback: str | None = None,
    ) -> JobAccepted:
        """
        Submit a drawing (dxf, svg, geojson, ifc, pdf, gpkg or shp), from which a worker imports the plan.

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
        fresh, key, callback
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
        return self._submit(msgspec.json.encode(body), fresh=fresh, key=key, callback=callback)

    def _submit(self, body: bytes, *, fresh: bool, key: str | None, callback: str | None) -> JobAccepted:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key or str(uuid.uuid4()),
            **({"Cache-Control": "no-cache"} if fresh else {}),
        }
        if len(body) > _WORTH_COMPRESSING:
            body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        query = "" if callback is None else f"?{urlencode({'callback_url': callback})}"
        answer = self.request("POST", f"/jobs{query}", body=body, headers=headers, retries=KEYED)
        return self.decode(answer.data, JobAccepted)

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
        answer = self.request("POST", "/plans:validate", body=plan, headers=headers, retries=REPEATABLE)
        return self.decode(answer.data, PlanChecked)

    def job(self, job_id: str) -> JobState:
        """The state of a job."""
        return self.decode(self.request("GET", f"/jobs/{quote(job_id)}").data, JobState)

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
            answer = self.request("GET", f"/jobs/{quote(job_id)}", headers=known)
            if answer.status != 304:
                state = self.decode(answer.data, JobState)
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
            page = self.decode(self.request("GET", f"/jobs?{urlencode(given, doseq=True)}").data, JobPage)
            yield from page.jobs
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def cancel(self, job_id: str) -> JobState:
        """Cancel a pending or processing job."""
        return self.decode(self.request("POST", f"/jobs/{quote(job_id)}/cancel").data, JobState)

    def retry(self, job_id: str) -> JobState:
        """Retry a failed job."""
        return self.decode(self.request("POST", f"/jobs/{quote(job_id)}/retry").data, JobState)

    def delete(self, job_id: str) -> None:
        """Cancel a job and delete it with its plan and results."""
        self.request("DELETE", f"/jobs/{quote(job_id)}", retries=REPEATABLE)

    def plan(self, job_id: str) -> dict[str, Any]:
        """The plan of a job, as submitted or as imported from its drawing."""
        return self.decode(self.request("GET", f"/jobs/{quote(job_id)}/plan").data, dict[str, Any])

    def result(self, job_id: str) -> dict[str, Any]:
        """The result document of a completed job."""
        return self.decode(self.request("GET", f"/jobs/{quote(job_id)}/result").data, dict[str, Any])

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
        return self.request("GET", f"/jobs/{quote(job_id)}/result.{quote(suffix)}").data
