"""Taking in a plan: check it, store it, note the job, send the task; and a failed job once more."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from detection import Fault, InvalidPlanError
from detection.options import Limits
from detection.plan.decode import pointer_step
from roomjobs import RoomJobsError
from roomjobs.jobs.job import (
    LOCAL_OWNER,
    Job,
    JobStatus,
    TransitionRefusedError,
    new_job,
    plan_key,
    result_key,
    with_result_of,
)
from roomjobs.jobs.store.result_cache import content_hash, upload_hash
from roomjobs.plans import importing
from roomjobs.plans.decoding import checked, decoded
from roomjobs.plans.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.store.result_cache import ResultCache
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.drawing import Drawing
    from roomjobs.plans.store import PlanStore

_log = logging.getLogger(__name__)

_MOST_FAULTS = 100  # told of


class NotQueuedError(RoomJobsError):
    """The task could not be sent, so the job was not accepted."""


class Once(NamedTuple):
    """How to make one job of however many tries."""

    name: str  # 32 hex digits, the same for every try
    was_begun: bool


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A plan that a request brought, or pointed to."""

    store: Callable[[str], None]  # puts it under that key of S3
    content_hash: str
    wall_count: int | None = None  # None: nobody has read it yet
    name: str | None = None
    drawing: Drawing | None = None  # None: it is a plan


@dataclass(frozen=True, slots=True)
class Submission:
    """What it takes to accept jobs."""

    table: JobTable
    store: PlanStore
    cache: ResultCache
    send_task: Callable[[Job], None]  # puts the task of a job on the queue
    max_walls: int
    attempt_limit: int
    retention_days: int
    clock: Callable[[], float] = time.time

    def submit(
        self, body: bytes, *, owner: str = LOCAL_OWNER, fresh: bool = False, once: Once | None = None
    ) -> Job:
        """
        Accept a plan, given as JSON; unless it is to be `fresh`, an equal one of the owner gives its result.

        `{"upload_id": …}` stands for a plan that was uploaded, or, with `drawing`, for one that is to be made
        of what was uploaded. It is not read here: its worker does that.

        In this order: the plan, the job, the task. So a task always finds its job, and a job its plan,
        whatever dies in between. With `once`, a try that died is gone on with.

        Raises
        ------
        InvalidPlanError
            With every fault of the plan.
        NotQueuedError
            The queue refused the task; the job has been cancelled.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The stores refused.
        """
        job_id = None if once is None else f"job_{once.name}"
        if job_id is not None and once is not None and once.was_begun:
            job_id, there = self._find_begun(job_id)
            if there is not None:
                return there
        plan = self._incoming(body, owner)
        job = new_job(
            job_id=job_id,
            wall_count=plan.wall_count,
            content_hash=plan.content_hash,
            owner=owner,
            name=plan.name,
            drawing=plan.drawing,
            now=self.clock(),
            retention_days=self.retention_days,
            attempt_limit=self.attempt_limit,
        )
        plan.store(job.input_s3_key)
        try:
            job = self._add(job, fresh=fresh)
        except TransitionRefusedError as refused:
            if once is None or refused.job is None:
                raise
            return refused.job  # another try was quicker
        if job.is_final:
            return job
        try:
            self.send_task(job)
        except Exception as error:
            self._take_back(job)
            raise NotQueuedError from error
        return job

    def put(self, job: Job, body: bytes, *, fresh: bool) -> Job:
        """
        Store the plan and then the job, completed at once if an earlier result will do; its task is not sent.

        Raises
        ------
        TransitionRefusedError
            There is another job with that id.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The stores refused.
        """
        self.store.put_plan(job.input_s3_key, body)
        return self._add(job, fresh=fresh)

    def _incoming(self, body: bytes, owner: str) -> _Incoming:
        document = decoded(body)
        if isinstance(document, dict) and "upload_id" in document:
            return self._uploaded(document, owner)
        plan = checked(document, Limits(walls=self.max_walls))
        return _Incoming(
            store=lambda key: self.store.put_plan(key, body),
            content_hash=content_hash(plan, owner),
            wall_count=len(plan["walls"]),
            name=plan.get("name"),
        )

    def _uploaded(self, document: dict[str, Any], owner: str) -> _Incoming:
        known = ("upload_id", "drawing")
        others = [
            Fault(f"/{pointer_step(name)}", "does not go with upload_id")
            for name in document
            if name not in known
        ]
        if others:
            raise InvalidPlanError(tuple(others[:_MOST_FAULTS]))
        upload = Uploads(self.store).find(document["upload_id"], owner)
        if upload is None:
            raise _no_such_upload()
        drawing = importing.chosen(document, upload)
        if drawing is None and upload.content_type != "application/json":
            detail = (
                f"was announced as {upload.content_type}, but a plan is application/json; "
                "what else it may be says the member drawing"
            )
            raise InvalidPlanError((Fault("/upload_id", detail),))

        def copy(key: str) -> None:
            if not self.store.copy_upload(upload.key, upload.etag, key):
                raise _no_such_upload()

        return _Incoming(
            store=copy,
            content_hash=upload_hash(upload.sha256, owner, drawing),
            name=None if drawing is None else (document.get("drawing") or {}).get("name"),
            drawing=drawing,
        )

    def _add(self, job: Job, *, fresh: bool) -> Job:
        done = None if fresh or job.is_final else self._from_cache(job)
        job = done or job
        self.table.add(job)
        return job

    def retry(self, job_id: str) -> Job:
        """
        Let a failed job wait for a worker again, with all its attempts.

        If its task cannot be sent, the job stays pending and the sweep sends it.

        Raises
        ------
        TransitionRefusedError
            The job has not failed.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The table refused.
        """
        job = self.table.retry(job_id, attempts=self.attempt_limit)
        self._send_or_leave(job)
        return job

    def _find_begun(self, job_id: str) -> tuple[str, Job | None]:
        """The job of a try that died, with its task sent; or the id that a new job is to have."""
        while (job := self.table.get(job_id)) is not None and job.status is JobStatus.CANCELLED:
            # It was taken back. All further tries take the same next id.
            job_id = f"job_{hashlib.sha256(job_id.encode()).hexdigest()[:32]}"
        if job is not None and job.status is JobStatus.PENDING:
            self._send_or_leave(job)  # perhaps for the second time, which does no harm
        return job_id, job

    def _send_or_leave(self, job: Job) -> None:
        """Send the task of a job that was accepted already; if that fails, the sweep will."""
        try:
            self.send_task(job)
        except Exception:  # noqa: BLE001 - whatever the broker raised, the job waits and the sweep goes on
            _log.exception("the task of %s could not be sent, the sweep will do it", job.job_id)

    def _from_cache(self, job: Job) -> Job | None:
        """The job with copies of an earlier plan and result, so that no job points to another's objects."""
        known = self.cache.find(job.content_hash)
        source = None if known is None else self.table.get(known)
        if source is None or source.output_s3_key is None:
            return None
        done = with_result_of(job, source)
        if job.drawing and not (
            source.plan_s3_key and self.store.copy_plan(source.plan_s3_key, plan_key(done))
        ):
            return None
        return done if self.store.copy_result(source.output_s3_key, result_key(done)) else None

    def _take_back(self, job: Job) -> None:
        """Cancel the job, since its task may be on the queue all the same: only the answer may be lost."""
        try:
            self.table.cancel(job.job_id)
        except TransitionRefusedError:
            _log.warning("%s was not reported as accepted, but its task got through", job.job_id)


def _no_such_upload() -> InvalidPlanError:
    detail = "names no upload of yours that has arrived; PUT the file where POST /uploads said"
    return InvalidPlanError((Fault("/upload_id", detail),))
