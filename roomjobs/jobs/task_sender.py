"""Sends tasks to the queue; a task carries only the id of its job or batch and the id of the request."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from roomjobs import sqs
from roomjobs.jobs import request_id
from roomjobs.jobs.batches import batch as batches
from roomjobs.jobs.job import task_id
from roomjobs.jobs.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from celery import Celery

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.job import Job

DETECT = "roomjobs.detect_rooms"
ADVANCE = "roomjobs.advance_batch"
_REQUEST = "roomjobs_request_id"
_GROUP = "MessageGroupId"
_LONGEST_COUNTDOWN = 900.0  # seconds; the longest delay that SQS supports


def send(app: Celery, job: Job) -> None:
    """Put the task of a job on the queue."""
    sqs.send_task(app, DETECT, [job.job_id], task_id=task_id(job), **_addressed(app, job))


def send_many(app: Celery, jobs: Sequence[Job]) -> None:
    """Put the tasks of many jobs on the queue with few requests."""
    if not jobs:
        return
    with sqs.batch(app) as producer:
        for job in jobs:
            app.send_task(
                DETECT, [job.job_id], task_id=task_id(job), producer=producer, **_addressed(app, job)
            )


def send_batch(app: Celery, batch: Batch) -> None:
    """Put the task of a batch on the queue."""
    sqs.send_task(
        app,
        ADVANCE,
        [batch.batch_id],
        task_id=batches.task_id(batch),
        headers=_headers(batch.owner),
        queue=app.conf.roomjobs_lanes[Lane.BATCH],
    )


def send_renewed(
    app: Celery, task: str, subject: str, task_id: str, *, after: float, queue: str | None
) -> None:
    """
    Send a task again under its id, to be delivered after `after` seconds.

    The message is new, so the deliveries of the old message do not count towards the limit of the queue.
    """
    app.send_task(
        task,
        args=[subject],
        task_id=task_id,
        headers=_headers(),
        queue=queue,
        countdown=min(after, _LONGEST_COUNTDOWN),
    )


def take_up_request_id(headers: Mapping[str, Any]) -> None:
    """Set the current request id to that of the request that caused a task; `headers` are its message's."""
    request_id.current.set(request_id.accept(str(headers.get(_REQUEST, "-"))))


def _addressed(app: Celery, job: Job) -> dict[str, Any]:
    """Route a job to the queue of its lane."""
    return {"headers": _headers(job.owner), "queue": app.conf.roomjobs_lanes[job.lane]}


def _headers(owner: str | None = None) -> dict[str, str]:
    """Headers of a task; SQS uses the message group to share the workers fairly between owners."""
    group = {} if owner is None else {_GROUP: hashlib.sha256(owner.encode()).hexdigest()[:32]}
    return {_REQUEST: request_id.current.get(), **group}
