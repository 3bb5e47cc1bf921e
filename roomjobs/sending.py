"""Puts tasks on the queue; they carry ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import group

from roomjobs import sqs
from roomjobs.jobs import task_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from celery import Celery

    from roomjobs.jobs import Job

DETECT = "roomjobs.detect_rooms"
ADVANCE = "roomjobs.advance_batch"


def send(app: Celery, job: Job) -> None:
    """Put the task of a job on the queue."""
    app.send_task(DETECT, args=[job.job_id], task_id=task_id(job))


def send_many(app: Celery, jobs: Sequence[Job]) -> None:
    """Put the tasks of many jobs on the queue with few requests."""
    if not jobs:
        return
    detect = app.tasks[DETECT]
    tasks = group([detect.s(job.job_id).set(task_id=task_id(job)) for job in jobs], app=app)
    with sqs.batch(app) as producer:
        tasks.apply_async(producer=producer)


def send_batch(app: Celery, batch_id: str) -> None:
    """Put the task of a batch on the queue."""
    app.send_task(ADVANCE, args=[batch_id])
