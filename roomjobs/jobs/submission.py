"""Accepts plans: checks a plan, stores it, stores its job, and sends the task."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detection import Fault, InvalidPlanError
from detection.options import Limits
from detection.plan.decode import pointer_step
from roomjobs import sqs
from roomjobs.jobs.acceptance import (
    AWS_ERRORS,
    NotAcceptedError,
    at_acceptance,
    before_acceptance,
    send_or_note,
)
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
from roomjobs.jobs.limits import LimitReachedError
from roomjobs.jobs.store.result_cache import content_hash, detector_version, upload_hash
from roomjobs.plans import importing
from roomjobs.plans.decoding import checked, decoded
from roomjobs.plans.plain import plain_plan
from roomjobs.plans.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.acceptance import IdempotentOperation
    from roomjobs.jobs.callbacks.service import Callbacks
    from roomjobs.jobs.joint_admission import JointAdmission
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.result_cache import ResultCache
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.drawing import Drawing
    from roomjobs.plans.store import PlanStore

_log = logging.getLogger(__name__)

_MOST_FAULTS = 100  # in one error message


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A plan that a request contains or refers to by the id of an upload."""

    store: Callable[[str], None]  # stores it under the given S3 key
    content_hash: str
    wall_count: int | None = None  # None: the uploaded file has not been read yet
    size: int = 0  # of the uploaded file, bytes
    name: str | None = None
    drawing: Drawing | None = None  # None: it is a plan


@dataclass(frozen=True, slots=True)
class Submission:
    """Accepts plans: stores the plan, then the job, then sends its task."""

    table: JobTable
    store: PlanStore
    cache: ResultCache
    send_task: Callable[[Job], None]  # puts the task of a job on the queue
    max_walls: int
    attempt_limit: int
    retention_days: int
    lines: Lines
    callbacks: Callbacks
    joint: JointAdmission
    clock: Callable[[], float] = time.time

    def submit(
        self,
        body: bytes,
        *,
        owner: str = LOCAL_OWNER,
        bypass_cache: bool = False,
        callback_url: str | None = None,
        operation: IdempotentOperation | None = None,
    ) -> Job:
        """
        Accept a plan, given as JSON; reuse the result of an equal plan of the owner, unless `bypass_cache`.

        `{"upload_id": …}` refers to an uploaded plan or, with `drawing`, to an uploaded drawing. The worker
        reads the uploaded file, not this method.

        The plan is stored before the job; then the task is sent. So a task always finds its job, and a
        job its plan, even if the process dies in between. Once the job is stored, it is accepted: if its task
        cannot be sent, the sweep sends it. With an `operation`, the id of the job is derived from it, so that
        each request finds the same job. The end is told to `callback_url`, which is taken as it is.

        Raises
        ------
        InvalidPlanError
            With every fault of the plan.
        NotAcceptedError
            A store is unreachable; nothing was accepted.
        OutcomeUnknownError
            The table did not answer; the job may have been stored.
        LimitReachedError
            The owner has as many jobs as the limits allow.
        """
        job_id = None if operation is None else f"job_{operation.name}"
        if operation is not None and operation.was_begun and (there := self._find(f"job_{operation.name}")):
            return there
        plan = self._incoming(body, owner)
        job = new_job(
            job_id=job_id,
            wall_count=plan.wall_count,
            size=plan.size,
            content_hash=plan.content_hash,
            detector=detector_version(),
            owner=owner,
            name=plan.name,
            drawing=plan.drawing,
            now=self.clock(),
            retention_days=self.retention_days,
            attempt_limit=self.attempt_limit,
        )
        job = replace(job, callback_url=callback_url)
        with before_acceptance():
            job = job if bypass_cache else self._from_cache(job) or job
            # Not under a key: another request of the operation may have stored the job, whose plan this is.
            is_joint = operation is None and not job.is_final and self.joint.is_likely(owner)
            if is_joint:
                self._store(job, plan)
        if is_joint:
            with at_acceptance(job.job_id):
                added = self.joint.add(job)
            if added is not None:
                return self._sent(added)
        with before_acceptance():
            job = self._admitted(job, is_stored=is_joint)
            try:
                if not is_joint:
                    self._store(job, plan)
            except Exception:
                self._withdraw(job)
                raise
        try:
            with at_acceptance(job.job_id):
                self.lines.add(job)
        except TransitionRefusedError as refused:
            if operation is None or refused.job is None:
                raise
            self._withdraw(job)
            return refused.job  # another request of the operation was faster
        self.callbacks.tell(job)  # it has ended if it reuses a result
        return self._sent(job)

    def prepare(self, job: Job, body: bytes, *, bypass_cache: bool) -> Job:
        """
        Store the plan of a job and return the job for the caller to store, completed if a result exists.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The stores refused.
        """
        self.store.put_plan(job.input_s3_key, body)
        return job if bypass_cache or job.is_final else self._from_cache(job) or job

    def _incoming(self, body: bytes, owner: str) -> _Incoming:
        limits = Limits(walls=self.max_walls)
        plan = plain_plan(body, limits)
        if plan is None:
            document = decoded(body)
            if isinstance(document, dict) and "upload_id" in document:
                return self._uploaded(document, owner)
            plan = checked(document, limits)
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
            size=upload.size,
            content_hash=upload_hash(upload.sha256, owner, drawing),
            name=None if drawing is None else (document.get("drawing") or {}).get("name"),
            drawing=drawing,
        )

    def _find(self, job_id: str) -> Job | None:
        """The job of an earlier request; its task is sent, possibly for the second time."""
        with at_acceptance(job_id):
            job = self.table.get(job_id)
        if job is not None and job.status is JobStatus.PENDING and not job.is_held:
            self._send(job)
        return job

    def _store(self, job: Job, plan: _Incoming) -> None:
        """Store what has to be there before the job is."""
        plan.store(job.input_s3_key)
        self.callbacks.subscribe(job)

    def _sent(self, job: Job) -> Job:
        """The accepted job, after its task was sent if it is one to be worked on now."""
        if not job.is_final and not job.is_held:
            self._send(job)
        return job

    def _admitted(self, job: Job, *, is_stored: bool) -> Job:
        """Count a job first: of one that is refused nothing is stored, or nothing stays."""
        if job.is_final:
            return job
        try:
            return self.lines.admit(job)
        except (LimitReachedError, NotAcceptedError, *AWS_ERRORS):
            if is_stored:  # rarely: others have written the line meanwhile, or the table is out of reach
                self._discard(job)
            raise

    def _discard(self, job: Job) -> None:
        """Empty the stored plan of a refused job: the rights of submitting do not include to delete."""
        try:
            self.store.put_plan(job.input_s3_key, b"")
        except AWS_ERRORS as error:
            _log.warning("the plan of the refused job %s stays until it expires: %r", job.job_id, error)

    def _withdraw(self, job: Job) -> None:
        if not job.is_final:  # what reuses a result was not admitted
            sqs.open_reserve()
            self.lines.withdraw(job)

    def _send(self, job: Job) -> None:
        send_or_note(job, job.job_id, send=self.send_task, note_unsent=self.table.note_unsent)

    def _from_cache(self, job: Job) -> Job | None:
        """The job with copies of an earlier plan and result; no job points to objects of another job."""
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


def _no_such_upload() -> InvalidPlanError:
    detail = "names no upload of yours that has arrived; PUT the file where POST /uploads said"
    return InvalidPlanError((Fault("/upload_id", detail),))
