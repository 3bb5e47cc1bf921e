"""The one place where the stores are wired to AWS and to the settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from roomjobs import aws, sending
from roomjobs.batches.desk import BatchDesk
from roomjobs.batches.expansion import Expansion
from roomjobs.batches.table import BatchTable
from roomjobs.dead_letters import DeadLetterDesk, DeadLetterQueue
from roomjobs.job_index import JobIndex
from roomjobs.job_listing import JobListing
from roomjobs.job_table import JobTable
from roomjobs.operations import Operations
from roomjobs.plan_store import PlanStore
from roomjobs.result_cache import ResultCache
from roomjobs.shared_secret import shared_secret
from roomjobs.submission import Submission
from roomjobs.task_queue import TaskQueue
from roomjobs.telemetry.beats import WorkerTable
from roomjobs.telemetry.emf import EmfLog
from roomjobs.telemetry.minutes import MinuteTable
from roomjobs.telemetry.recorder import Recorder
from roomjobs.token_table import TokenTable
from roomjobs.waiting_line import WaitingLine
from roomjobs.wake import asking, waking

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery

    from roomjobs.config import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """Where jobs and their documents are."""

    table: JobTable
    index: JobIndex
    listing: JobListing
    line: WaitingLine
    cache: ResultCache
    plans: PlanStore
    batches: BatchTable
    queue: TaskQueue
    dead_letters: DeadLetterQueue
    tokens: TokenTable
    operations: Operations
    minutes: MinuteTable
    recorder: Recorder
    cursor_secret: Callable[[], bytes]
    workers: WorkerTable


def connect(settings: Settings) -> Stores:
    """Open the stores; thread-safe, but not to be shared across a fork."""
    clients = aws.connect(settings.region)
    minutes = MinuteTable(clients.dynamodb, settings.control_table)
    recorder = Recorder(
        minutes,
        linger=settings.metrics_linger_seconds,
        emf=EmfLog(settings.metrics_namespace) if settings.metrics_namespace else None,
    )
    index = JobIndex(clients.dynamodb, settings.jobs_table, quick=clients.quick_dynamodb)
    return Stores(
        table=JobTable(
            clients.dynamodb,
            settings.jobs_table,
            lease_seconds=settings.lease_seconds,
            observe=recorder.job_changed,
            quick=clients.quick_dynamodb,
        ),
        index=index,
        listing=JobListing(clients.quick_dynamodb, settings.jobs_table),
        line=WaitingLine(index),
        cache=ResultCache(clients.dynamodb, settings.jobs_table, quick=clients.quick_dynamodb),
        plans=PlanStore(
            clients.s3,
            input_bucket=settings.input_bucket,
            output_bucket=settings.output_bucket,
            presign_seconds=settings.presign_seconds,
        ),
        batches=BatchTable(clients.dynamodb, settings.jobs_table),
        queue=TaskQueue(clients.sqs, settings.queue_url),
        dead_letters=DeadLetterQueue(clients.sqs, settings.dead_letter_queue_url),
        tokens=TokenTable(clients.dynamodb, settings.jobs_table),
        minutes=minutes,
        recorder=recorder,
        operations=Operations(clients.quick_dynamodb, settings.jobs_table),
        cursor_secret=partial(shared_secret, clients.dynamodb, settings.jobs_table, "cursors"),
        workers=WorkerTable(clients.dynamodb, settings.control_table),
    )


def submission(settings: Settings, stores: Stores, celery: Celery) -> Submission:
    """What takes plans in."""
    return Submission(
        table=stores.table,
        store=stores.plans,
        cache=stores.cache,
        send_task=waking(partial(sending.send, celery), asking(settings, stores.queue)),
        max_walls=settings.max_walls,
        attempt_limit=settings.max_attempts,
        retention_days=settings.retention_days,
    )


def batch_desk(settings: Settings, stores: Stores, celery: Celery) -> BatchDesk:
    """What takes batches in and moves them on."""
    ask_for_workers = asking(settings, stores.queue)
    return BatchDesk(
        table=stores.batches,
        jobs=stores.table,
        store=stores.plans,
        expansion=Expansion(
            table=stores.batches,
            submission=submission(settings, stores, celery),
            send_tasks=waking(partial(sending.send_many, celery), ask_for_workers, count=len),
            most_plans=settings.max_batch_plans,
            most_bytes=settings.max_body_bytes,
        ),
        send_task=waking(partial(sending.send_batch, celery), ask_for_workers),
        ask_for_workers=ask_for_workers,
        retention_days=settings.retention_days,
        resend_seconds=settings.resend_seconds,
    )


def dead_letter_desk(settings: Settings, stores: Stores, celery: Celery) -> DeadLetterDesk:
    """What deals with the tasks that the queue gave up on."""
    return DeadLetterDesk(stores.dead_letters, stores.table, batch_desk(settings, stores, celery))
